"""Exponentials of the logits as they are."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "unstable"
FILE = "mytorch/nn/functional.py"
OLD = "shifted = x - x.max(axis=1, keepdims=True)"
NEW = "shifted = x"
