"""The loss has shape (1,)."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "axis dropped"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "make(-log_softmax[np.arange(n), labels].sum() / n)"
NEW = "make(-log_softmax[np.arange(n), labels].sum(keepdims=True) / n)"
