"""dW is made the other way round, and forced into shape."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "transposed"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "np.dot(self.x.T, delta) / n"
NEW = "np.dot(delta.T, self.x).reshape(self.W.shape) / n"
