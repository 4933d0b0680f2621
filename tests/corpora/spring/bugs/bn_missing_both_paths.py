"""Mean and variance are taken for constants."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing both paths"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "dnorm / std + dvar * (2 / m * centred) + dmean / m"
NEW = "dnorm / std"
