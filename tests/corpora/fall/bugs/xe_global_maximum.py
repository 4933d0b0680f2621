"""Subtracts the maximum of the whole batch."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "global maximum"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "shifted = x - x.max(axis=1, keepdims=True)"
NEW = "shifted = x - x.max()"
