"""The bias is forgotten."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "bias left out"
PLACE = "mytorch/linear.py:Linear.forward"
OLD = "return np.dot(x, self.W) + self.b"
NEW = "return np.dot(x, self.W)"
