"""The bias is forgotten."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "bias left out"
FILE = "mytorch/nn/linear.py"
OLD = "x @ self.weight.T() + self.bias"
NEW = "x @ self.weight.T()"
