"""The weight is (in, out)."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/nn/linear.py:Linear.forward"
OLD = "x @ self.weight.T() + self.bias"
NEW = "x @ self.weight + self.bias"
