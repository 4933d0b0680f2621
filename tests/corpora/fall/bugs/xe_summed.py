"""The loss is a sum over the batch."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "summed"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "-log_softmax[np.arange(n), labels].sum() / n"
NEW = "-log_softmax[np.arange(n), labels].sum()"
