"""dW is made the other way round, and forced into shape."""

PROBLEM = "linear"
HYPOTHESIS = "transposed"
FILE = "mytorch/linear.py"
OLD = "np.matmul(self.x.T, delta, out=space(W.shape, dtype))"
NEW = "(delta.T @ self.x).reshape(W.shape)"
