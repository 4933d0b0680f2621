"""The weight is (in, out)."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/nn/linear.py"
OLD = "x @ self.weight.T() + self.bias"
NEW = "x @ self.weight + self.bias"
