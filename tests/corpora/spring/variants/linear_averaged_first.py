"""delta is averaged before the product."""

BASE = "student"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = "self.dW = np.dot(self.x.T, delta / n)"
