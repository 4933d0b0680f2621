"""Normalises over the batch."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "wrong axis"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "np.sum(np.exp(x - a), axis=1, keepdims=True)"
NEW = "np.sum(np.exp(x - a), axis=0, keepdims=True)"
