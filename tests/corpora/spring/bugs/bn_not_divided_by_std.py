"""Forgets the standard deviation on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "standard deviation left out of the derivative"
FILE = "mytorch/batchnorm.py"
OLD = "return d / self.std"
NEW = "return d"
