"""The handout's formulas line by line, in the starter's skeleton."""

STYLE = "handout"
BASE = "handout"
