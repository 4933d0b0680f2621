"""The gradient is divided by N twice."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "divided by N twice"
FILE = "mytorch/nn/functional.py"
OLD = "make(grad_output.data * grad / n), None"
NEW = "make(grad_output.data * grad / n / n), None"
