"""The gradient is not divided by N."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "summed"
FILE = "mytorch/nn/functional.py"
OLD = "make(grad_output.data * grad / n), None"
NEW = "make(grad_output.data * grad), None"
