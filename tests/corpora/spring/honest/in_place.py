"""Everything written into arrays of its own: out=, +=, masks."""

STYLE = "in place"
BASE = "in_place"
