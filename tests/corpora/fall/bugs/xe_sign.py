"""The loss without its minus."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "sign"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "-log_softmax[np.arange(n), labels].sum() / n"
NEW = "log_softmax[np.arange(n), labels].sum() / n"
