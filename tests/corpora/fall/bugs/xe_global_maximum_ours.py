"""Subtracts the maximum of the whole batch."""

PROBLEM = "cross_entropy"
HYPOTHESIS = "global maximum"
FILE = "mytorch/nn/functional/network.py"
OLD = "shifted = x - x.real.max(axis=1, keepdims=True, initial=-np.inf)"
NEW = "shifted = x - x.real.max()"
