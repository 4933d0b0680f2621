"""The loss by a product with one-hot labels."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "make(-log_softmax[np.arange(n), labels].sum() / n)"
NEW = "make(-np.mean(np.sum(np.eye(x.shape[1])[labels] * log_softmax, axis=1)))"
