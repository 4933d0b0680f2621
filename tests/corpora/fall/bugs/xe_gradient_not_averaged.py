"""The gradient is not divided by N."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "summed"
PLACE = "mytorch/nn/functional.py:CrossEntropy.backward"
OLD = "make(grad_output.data * grad / n), None"
NEW = "make(grad_output.data * grad), None"
