"""Divides by the number of logits."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = None
FILE = "mytorch/nn/functional.py"
OLD = "labels].sum() / n)"
NEW = "labels].sum() / x.size)"
