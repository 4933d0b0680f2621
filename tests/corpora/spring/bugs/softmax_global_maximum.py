"""Subtracts the maximum of the whole batch."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "global maximum"
FILE = "mytorch/loss.py"
OLD = "a = np.max(x, axis=1, keepdims=True)"
NEW = "a = np.max(x)"
