"""The way back leaves batch norm out."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
PLACE = "hw1/hw1.py:MLP.backward"
OLD = "delta = self.bn_layers[i].backward(delta)"
NEW = "pass"
