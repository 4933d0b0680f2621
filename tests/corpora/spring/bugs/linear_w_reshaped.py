"""Reshapes W where it should transpose it."""

PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/linear.py"
OLD = "return np.matmul(delta, W.T,"
NEW = "return np.matmul(delta, W.reshape(W.shape[::-1]),"
