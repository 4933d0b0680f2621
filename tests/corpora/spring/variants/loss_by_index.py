"""Picks the label's logit by its index."""

BASE = "student"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "np.sum(y * (logsum - x), axis=1)"
NEW = "logsum[:, 0] - x[np.arange(len(x)), np.argmax(y, axis=1)]"
