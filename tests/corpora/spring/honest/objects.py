"""Blocks, an optimizer, a loader and a meter; properties and dataclasses."""

STYLE = "objects"
BASE = "objects"
