"""Subtracts the maximum of the whole batch."""

PROBLEM = "cross_entropy"
HYPOTHESIS = "global maximum"
FILE = "mytorch/nn/functional/network.py"
OLD = "shifted = x - _row_maxima(x)"
NEW = "shifted = x - x.real.max()"
