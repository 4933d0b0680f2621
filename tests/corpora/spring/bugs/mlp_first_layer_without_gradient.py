"""The loop back stops before the first layer."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "first layer left out"
FILE = "hw1/hw1.py"
OLD = "range(self.nlayers - 1, -1, -1)"
NEW = "range(self.nlayers - 1, 0, -1)"
