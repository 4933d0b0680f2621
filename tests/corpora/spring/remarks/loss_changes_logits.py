"""Subtracts the maximum from the caller's logits."""

REMARK = "changed in place"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "shifted = x - _row_maxima(x)"
NEW = """
x -= x.max(axis=1, keepdims=True)
shifted = x
"""
