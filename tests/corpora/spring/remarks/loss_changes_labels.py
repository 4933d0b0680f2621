"""Builds the derivative in the caller's labels."""

BASE = "student"
REMARK = "changed in place"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.derivative"
OLD = "return self.sm - self.labels"
NEW = """
self.labels -= self.sm
return -self.labels
"""
