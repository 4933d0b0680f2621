"""Builds the derivative in the caller's labels."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "changed in place"
FILE = "mytorch/loss.py"
OLD = "return self.sm - self.labels"
NEW = """self.labels -= self.sm
        return -self.labels"""
