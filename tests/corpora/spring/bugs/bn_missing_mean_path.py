"""No path through the mean."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing mean path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "dnorm / std + dvar * (2 / m * centred) + dmean / m"
NEW = "dnorm / std + dvar * (2 / m * centred)"
