"""Exponentials of the logits as they are."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "unstable"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "a = np.max(x, axis=1, keepdims=True)"
NEW = "a = 0.0"
