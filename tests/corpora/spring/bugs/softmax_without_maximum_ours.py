"""Exponentials of the logits as they are."""

PROBLEM = "loss"
HYPOTHESIS = "unstable"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "shifted = x - _row_maxima(x)"
NEW = "shifted = x"
