"""Layers as a list of callables, built and gone through by recursion."""

STYLE = "recursive"
BASE = "recursive"
