"""Evaluates with the last training batch's statistics."""

PROBLEM = "batchnorm"
HYPOTHESIS = "last batch in evaluation"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "wide - self.running_mean, self.running_var"
NEW = "wide - self.mean, self.var"
