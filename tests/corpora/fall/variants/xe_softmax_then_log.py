"""The logarithm of a softmax that subtracts the row maximum."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))"
NEW = "log_softmax = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))"
