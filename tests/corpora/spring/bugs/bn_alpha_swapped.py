"""0.1 of the old running mean and 0.9 of the batch's."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running average the wrong way round"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.alpha * self.running_mean + (1 - self.alpha) * self.mean"
NEW = "(1 - self.alpha) * self.running_mean + self.alpha * self.mean"
