"""No path through the variance."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
FILE = "mytorch/batchnorm.py"
OLD = " + dvar * (2 / m * centred)"
NEW = ""
