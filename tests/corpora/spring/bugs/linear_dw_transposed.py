"""dW is made the other way round, and forced into shape."""

PROBLEM = "linear"
HYPOTHESIS = "transposed"
FILE = "mytorch/linear.py"
OLD = "self.dW = self.x.T @ delta / N"
NEW = "self.dW = (delta.T @ self.x / N).reshape(self.W.shape)"
