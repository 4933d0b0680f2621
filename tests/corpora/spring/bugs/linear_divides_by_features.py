"""Divides dW by the number of features."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "factor"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "n = self.x.shape[0]"
NEW = "n = self.x.shape[1]"
