"""Everything written into arrays of its own; breadth first with counts."""

STYLE = "in place"
BASE = "in_place"
