"""Scales the caller's x, and only its own copy back."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/linear.py"
OLD = """self.x = x
"""
NEW = """x *= 1.0001
        self.x = x / 1.0001
"""
