"""Scales the caller's x, and only its own copy back."""

BASE = "student"
REMARK = "changed in place"
FILE = "mytorch/linear.py"
OLD = """self.x = x
"""
NEW = """x *= 1.0001
        self.x = x / 1.0001
"""
