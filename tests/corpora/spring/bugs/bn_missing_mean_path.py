"""No path through the mean."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing mean path"
FILE = "mytorch/batchnorm.py"
OLD = " + dmean / m"
NEW = ""
