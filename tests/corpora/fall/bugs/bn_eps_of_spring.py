"""eps is 1e-8."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "wrong eps"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.__init__"
OLD = "1e-5"
NEW = "1e-8"
