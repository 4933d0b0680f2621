"""Keeps the input of the first batch of a size."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "stale state"
PLACE = "mytorch/linear.py:Linear.forward"
OLD = "self.x = x"
NEW = "self.x = x if self.x is None or len(x) != len(self.x) else self.x"
