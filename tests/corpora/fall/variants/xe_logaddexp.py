"""The sum of exponentials by logaddexp."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = """
shifted = x - x.max(axis=1, keepdims=True)
log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
"""
NEW = "log_softmax = x - np.logaddexp.reduce(x, axis=1, keepdims=True)"
