"""dW with a minus."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "sign"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "np.dot(self.x.T, delta)"
NEW = "-np.dot(self.x.T, delta)"
