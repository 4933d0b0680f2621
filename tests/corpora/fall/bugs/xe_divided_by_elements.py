"""Divides by the number of logits."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = None
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "-log_softmax[np.arange(n), labels].sum() / n"
NEW = "-log_softmax[np.arange(n), labels].sum() / x.size"
