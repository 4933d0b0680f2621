"""eps is 1e-5."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "wrong eps"
FILE = "mytorch/batchnorm.py"
OLD = "self.eps = 1e-8"
NEW = "self.eps = 1e-5"
