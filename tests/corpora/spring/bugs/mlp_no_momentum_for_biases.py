"""Biases are stepped without momentum."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "no momentum for biases"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "self.momentum * layer.momentum_b - self.lr * layer.db"
NEW = "-self.lr * layer.db"
