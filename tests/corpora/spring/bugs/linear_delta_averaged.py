"""What is passed on is divided by N too."""

PROBLEM = "linear"
HYPOTHESIS = "delta divided by N"
FILE = "mytorch/linear.py"
OLD = "return np.matmul(delta, self.W.T,"
NEW = "return np.matmul(delta / len(delta), self.W.T,"
