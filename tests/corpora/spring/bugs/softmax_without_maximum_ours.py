"""Exponentials of the logits as they are."""

PROBLEM = "loss"
HYPOTHESIS = "unstable"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "shifted = x - x.real.max(axis=1, keepdims=True)"
NEW = "shifted = x"
