"""No path through the variance."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
FILE = "mytorch/batchnorm.py"
OLD = " - self.norm * (d * self.norm).mean(axis=0)"
NEW = ""
