"""The loss is a sum over the batch."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "summed"
FILE = "mytorch/nn/functional.py"
OLD = "labels].sum() / n)"
NEW = "labels].sum())"
