"""delta is averaged before the product."""

BASE = "student"
FILE = "mytorch/linear.py"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = "self.dW = np.dot(self.x.T, delta / n)"
