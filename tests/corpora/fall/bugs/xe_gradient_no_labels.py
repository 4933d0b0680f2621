"""Forgets to subtract the one-hot labels."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "labels left out"
PLACE = "mytorch/nn/functional.py:CrossEntropy.backward"
OLD = "grad[np.arange(n), ctx.labels] -= 1"
NEW = ""
