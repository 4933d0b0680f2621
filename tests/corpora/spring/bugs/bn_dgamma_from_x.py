"""dgamma is made with x."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "dgamma from x instead of the normalised x"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "delta * self.norm"
NEW = "delta * self.x"
