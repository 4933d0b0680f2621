"""The path through the mean has the wrong sign."""

PROBLEM = "batchnorm"
HYPOTHESIS = "sign of the mean path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "g - x_hat * (self.dgamma / N) - self.dbeta / N"
NEW = "g - x_hat * (self.dgamma / N) + self.dbeta / N"
