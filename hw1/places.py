"""Where the project's own files are."""

from pathlib import Path

__all__ = ["ROOT"]

ROOT = Path(__file__).resolve().parent.parent  # of the checkout, or where the packages are installed
