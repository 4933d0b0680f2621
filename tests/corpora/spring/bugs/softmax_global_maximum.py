"""Subtracts the maximum of the whole batch."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "global maximum"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "a = np.max(x, axis=1, keepdims=True)"
NEW = "a = np.max(x)"
