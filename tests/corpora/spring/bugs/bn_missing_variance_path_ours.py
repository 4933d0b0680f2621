"""No path through the variance."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "g - x_hat * (self.dgamma / N) - self.dbeta / N"
NEW = "g - self.dbeta / N"
