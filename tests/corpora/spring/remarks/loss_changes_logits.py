"""Subtracts the maximum from the caller's logits."""

REMARK = "changed in place"
FILE = "mytorch/loss.py"
OLD = "shifted = x - _row_maxima(x)"
NEW = """x -= x.max(axis=1, keepdims=True)
        shifted = x"""
