"""The logarithm of a softmax that subtracts the row maximum."""

BASE = "student"
FILE = "mytorch/nn/functional.py"
OLD = "log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))"
NEW = "log_softmax = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))"
