"""Subtracts the maximum of the whole batch."""

PROBLEM = "cross_entropy"
HYPOTHESIS = "global maximum"
PLACE = "mytorch/ops/network.py:CrossEntropy.forward"
OLD = "x.real.max(axis=1, keepdims=True)"
NEW = "x.real.max()"
