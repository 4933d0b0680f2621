"""Subtracts the maximum from the caller's logits."""

REMARK = "changed in place"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "shifted = x - x.real.max(axis=1, keepdims=True)"
NEW = """
x -= x.max(axis=1, keepdims=True)
shifted = x
"""
