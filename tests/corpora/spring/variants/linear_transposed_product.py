"""dW as the transpose of the other product."""

BASE = "student"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = "self.dW = np.dot(delta.T, self.x).T / n"
