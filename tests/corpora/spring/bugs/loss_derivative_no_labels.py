"""Forgets to subtract the labels."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "labels left out"
FILE = "mytorch/loss.py"
OLD = "return self.sm - self.labels"
NEW = "return self.sm"
