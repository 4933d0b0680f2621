"""Loops over rows, columns and elements; a search level by level, every path on its own."""

STYLE = "loops"
BASE = "loops"
