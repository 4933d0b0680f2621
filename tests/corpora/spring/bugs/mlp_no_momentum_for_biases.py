"""Biases are stepped without momentum."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "no momentum for biases"
FILE = "hw1/hw1.py"
OLD = "self.momentum * layer.momentum_b - self.lr"
NEW = "-self.lr"
