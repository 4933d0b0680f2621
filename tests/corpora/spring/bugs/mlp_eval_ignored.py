"""Evaluation mode does not reach batch norm."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "evaluation mode ignored"
PLACE = "hw1/hw1.py:MLP.forward"
OLD = "self.bn_layers[i](x, eval=not self.train_mode)"
NEW = "self.bn_layers[i](x)"
