"""The logarithm without its minus."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "sign"
FILE = "mytorch/loss.py"
OLD = "y * (logsum - x)"
NEW = "y * (x - logsum)"
