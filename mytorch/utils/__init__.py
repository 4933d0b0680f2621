"""Utilities for training: data sets and loaders (`utils.data`)."""

from mytorch.utils import data

__all__ = ["data"]
