"""The loop back stops before the first layer."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "first layer left out"
PLACE = "hw1/hw1.py:MLP.backward"
OLD = "range(self.nlayers - 1, -1, -1)"
NEW = "range(self.nlayers - 1, 0, -1)"
