"""Exponentials of the logits as they are."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "unstable"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "shifted = x - x.max(axis=1, keepdims=True)"
NEW = "shifted = x"
