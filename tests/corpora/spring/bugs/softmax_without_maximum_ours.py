"""Exponentials of the logits as they are."""

PROBLEM = "loss"
HYPOTHESIS = "unstable"
FILE = "mytorch/loss.py"
OLD = "shifted = x - x.real.max(axis=1, keepdims=True)"
NEW = "shifted = x"
