"""Subtracts the maximum of the whole batch."""

PROBLEM = "cross_entropy"
HYPOTHESIS = "global maximum"
PLACE = "mytorch/nn/functional/network.py:CrossEntropy.forward"
OLD = "shifted = x - _row_maxima(x)"
NEW = "shifted = x - x.real.max()"
