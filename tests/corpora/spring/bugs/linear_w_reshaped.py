"""Reshapes W where it should transpose it."""

PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/linear.py"
OLD = "return np.matmul(delta, self.W.T,"
NEW = "return np.matmul(delta, self.W.reshape(self.W.shape[::-1]),"
