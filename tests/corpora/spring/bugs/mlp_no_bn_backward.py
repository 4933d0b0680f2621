"""The way back leaves batch norm out."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = "delta = self.bn_layers[i].backward(delta)"
NEW = "pass"
