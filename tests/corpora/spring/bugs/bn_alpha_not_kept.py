"""The running variance is the last batch's."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running average not averaged"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.running_var = self.alpha * self.running_var + (1 - self.alpha) * self.var"
NEW = "self.running_var = self.var"
