"""The bias is forgotten."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "bias left out"
PLACE = "mytorch/nn/linear.py:Linear.forward"
OLD = "x @ self.weight.T() + self.bias"
NEW = "x @ self.weight.T()"
