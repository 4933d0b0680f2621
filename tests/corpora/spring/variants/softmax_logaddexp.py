"""The sum of exponentials by logaddexp."""

BASE = "student"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = """
a = np.max(x, axis=1, keepdims=True)
logsum = a + np.log(np.sum(np.exp(x - a), axis=1, keepdims=True))
"""
NEW = "logsum = np.logaddexp.reduce(x, axis=1, keepdims=True)"
