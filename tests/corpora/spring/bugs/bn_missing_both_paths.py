"""Mean and variance are taken for constants."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing both paths"
FILE = "mytorch/batchnorm.py"
OLD = " + dvar * (2 / m * centred) + dmean / m"
NEW = ""
