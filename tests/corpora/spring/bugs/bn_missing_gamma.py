"""No gamma on the way back."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing gamma"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "dnorm = delta * self.gamma"
NEW = "dnorm = delta"
