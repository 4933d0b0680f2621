"""Subtracts the maximum from the caller's logits."""

PROBLEM = "loss"
HYPOTHESIS = "changed in place"
FILE = "mytorch/loss.py"
OLD = "shifted = x - x.real.max(axis=1, keepdims=True)"
NEW = """x -= x.max(axis=1, keepdims=True)
        shifted = x"""
