"""eps is 1e-5."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "wrong eps"
PLACE = "mytorch/batchnorm.py:BatchNorm.__init__"
OLD = "self.eps = 1e-8"
NEW = "self.eps = 1e-5"
