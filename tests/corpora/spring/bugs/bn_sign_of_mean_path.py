"""The path through the mean has the wrong sign."""

PROBLEM = "batchnorm"
HYPOTHESIS = "sign of the mean path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "dx -= self.dbeta / N"
NEW = "dx += self.dbeta / N"
