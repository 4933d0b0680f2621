"""No path through the variance."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "dnorm / std + dvar * (2 / m * centred)"
NEW = "dnorm / std"
