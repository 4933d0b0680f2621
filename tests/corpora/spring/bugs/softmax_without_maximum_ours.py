"""Exponentials of the logits as they are."""

PROBLEM = "loss"
HYPOTHESIS = "unstable"
FILE = "mytorch/loss.py"
OLD = "shifted = x - _row_maxima(x)"
NEW = "shifted = x"
