"""The bias is forgotten."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "bias left out"
FILE = "mytorch/linear.py"
OLD = "return np.dot(x, self.W) + self.b"
NEW = "return np.dot(x, self.W)"
