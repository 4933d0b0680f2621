"""What is passed on is divided by N too."""

PROBLEM = "linear"
HYPOTHESIS = "delta divided by N"
FILE = "mytorch/linear.py"
OLD = "return delta @ self.W.T"
NEW = "return delta @ self.W.T / N"
