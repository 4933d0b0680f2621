"""dW is added to what was there."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "gradients added up"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = "self.dW = self.dW + np.dot(self.x.T, delta) / n"
