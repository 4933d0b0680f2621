"""Forgets to subtract the one-hot labels."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "labels left out"
FILE = "mytorch/nn/functional.py"
OLD = """        grad[np.arange(n), ctx.labels] -= 1
"""
NEW = ""
