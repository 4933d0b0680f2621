"""Loops over examples, columns and elements."""

STYLE = "loops"
BASE = "loops"
