"""dW is added to what was there."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "gradients added up"
FILE = "mytorch/linear.py"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = "self.dW = self.dW + np.dot(self.x.T, delta) / n"
