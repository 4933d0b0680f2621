"""Takes 0.1 of the batch's statistics whatever momentum is."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "settings ignored"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.__init__"
OLD = "self.momentum = momentum"
NEW = "self.momentum = 0.1"
