"""Layers are run from the last to the first."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/nn/sequential.py"
OLD = "for layer in self.layers:"
NEW = "for layer in reversed(self.layers):"
