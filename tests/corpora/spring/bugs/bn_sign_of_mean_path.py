"""The path through the mean has the wrong sign."""

PROBLEM = "batchnorm"
HYPOTHESIS = "sign of the mean path"
FILE = "mytorch/batchnorm.py"
OLD = "d - d.mean(axis=0) - self.norm"
NEW = "d + d.mean(axis=0) - self.norm"
