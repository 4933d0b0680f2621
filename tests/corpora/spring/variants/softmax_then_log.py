"""The logarithm of a softmax that subtracts the row maximum."""

BASE = "student"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = """
logsum = a + np.log(np.sum(np.exp(x - a), axis=1, keepdims=True))
self.sm = np.exp(x - logsum)
self.loss = np.sum(y * (logsum - x), axis=1)
"""
NEW = """
e = np.exp(x - a)
self.sm = e / np.sum(e, axis=1, keepdims=True)
self.loss = -np.log(np.sum(y * self.sm, axis=1))
"""
