"""dW as a sum of outer products, one example after another."""

BASE = "student"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = """
self.dW = np.zeros(self.W.shape)
for row, d in zip(self.x, delta, strict=True):
    self.dW += np.outer(row, d)
self.dW /= n
"""
