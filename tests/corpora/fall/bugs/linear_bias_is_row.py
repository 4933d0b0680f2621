"""The bias has shape (1, out)."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "wrong shape"
FILE = "mytorch/nn/linear.py"
OLD = "-1 / k, 1 / k, out_features)"
NEW = "-1 / k, 1 / k, (1, out_features))"
