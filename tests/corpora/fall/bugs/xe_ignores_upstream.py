"""The gradient that arrives is left out."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "derivative instead of the gradient"
PLACE = "mytorch/nn/functional.py:CrossEntropy.backward"
OLD = "make(grad_output.data * grad / n), None"
NEW = "make(grad / n), None"
