"""The last layer is left out."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/nn/sequential.py:Sequential.forward"
OLD = "for layer in self.layers: ..."
NEW = "for layer in self.layers[:-1] or self.layers: ..."
