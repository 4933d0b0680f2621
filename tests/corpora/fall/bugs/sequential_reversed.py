"""Layers are run from the last to the first."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/nn/sequential.py:Sequential.forward"
OLD = "for layer in self.layers: ..."
NEW = "for layer in reversed(self.layers): ..."
