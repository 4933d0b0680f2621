"""What is passed on is divided by N too."""

PROBLEM = "linear"
HYPOTHESIS = "delta divided by N"
FILE = "mytorch/linear.py"
OLD = "return np.matmul(delta, W.T,"
NEW = "return np.matmul(delta / len(delta), W.T,"
