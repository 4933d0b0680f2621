"""No gamma on the way back."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing gamma"
FILE = "mytorch/batchnorm.py"
OLD = "dnorm = delta * self.gamma"
NEW = "dnorm = delta"
