"""The gradient is divided by N twice."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "divided by N twice"
PLACE = "mytorch/nn/functional.py:CrossEntropy.backward"
OLD = "make(grad_output.data * grad / n), None"
NEW = "make(grad_output.data * grad / n / n), None"
