"""Adds the bias column into the caller's x."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/linear.py"
OLD = """self.x = x
"""
NEW = """x *= 1.0001
        self.x = x / 1.0001
"""
