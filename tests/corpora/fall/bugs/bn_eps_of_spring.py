"""eps is 1e-8."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "wrong eps"
FILE = "mytorch/nn/batchnorm.py"
OLD = "eps=1e-5"
NEW = "eps=1e-8"
