"""The activation of the last layer is left out."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "last activation left out"
PLACE = "hw1/hw1.py:MLP.forward"
OLD = "x = self.activations[i](x)"
NEW = "x = self.activations[i](x) if i < self.nlayers - 1 else Identity()(x)"
