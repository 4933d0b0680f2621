"""Prints, bars and plots everywhere, type hints and demos."""

STYLE = "printing"
BASE = "printing"
NEEDS_STAND_INS = True
