"""Takes 0.1 of the batch's statistics whatever momentum is."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "settings ignored"
FILE = "mytorch/nn/batchnorm.py"
OLD = "self.momentum = momentum"
NEW = "self.momentum = 0.1"
