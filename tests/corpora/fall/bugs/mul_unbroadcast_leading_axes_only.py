"""Sums leading axes, not axes of size 1."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "not un-broadcast"
FILE = "mytorch/nn/functional.py"
OLD = "        if n == 1 and grad.shape[i] != 1:"
NEW = "        if False:"
