"""The loss row by row."""

BASE = "student"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = """
a = np.max(x, axis=1, keepdims=True)
logsum = a + np.log(np.sum(np.exp(x - a), axis=1, keepdims=True))
"""
NEW = """
logsum = np.zeros((len(x), 1))
for i, row in enumerate(x):
    logsum[i] = max(row) + np.log(sum(np.exp(v - max(row)) for v in row))
"""
