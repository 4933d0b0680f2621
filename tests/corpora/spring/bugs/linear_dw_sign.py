"""dW with a minus."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "sign"
FILE = "mytorch/linear.py"
OLD = "self.dW = np.dot"
NEW = "self.dW = -np.dot"
