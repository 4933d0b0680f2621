"""Sums leading axes, not axes of size 1."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "not un-broadcast"
PLACE = "mytorch/nn/functional.py:unbroadcast"
OLD = "n == 1 and grad.shape[i] != 1"
NEW = "False"
