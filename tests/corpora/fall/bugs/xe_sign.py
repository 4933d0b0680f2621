"""The loss without its minus."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "sign"
FILE = "mytorch/nn/functional.py"
OLD = "make(-log_softmax[np.arange(n), labels]"
NEW = "make(log_softmax[np.arange(n), labels]"
