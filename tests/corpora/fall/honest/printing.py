"""Prints, bars and a plot that is shown at the end of mnist()."""

STYLE = "printing"
BASE = "printing"
NEEDS_STAND_INS = True
