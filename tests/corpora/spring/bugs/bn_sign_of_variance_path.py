"""The path through the variance has the wrong sign."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "sign of the variance path"
FILE = "mytorch/batchnorm.py"
OLD = "dvar = -0.5 *"
NEW = "dvar = 0.5 *"
