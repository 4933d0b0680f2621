"""Reshapes W where it should transpose it."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "np.dot(delta, self.W.T)"
NEW = "np.dot(delta, self.W.reshape(self.W.shape[::-1]))"
