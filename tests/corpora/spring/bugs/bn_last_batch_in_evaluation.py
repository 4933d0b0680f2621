"""Evaluates with the last training batch's statistics."""

PROBLEM = "batchnorm"
HYPOTHESIS = "last batch in evaluation"
FILE = "mytorch/batchnorm.py"
OLD = "wide - self.running_mean, self.running_var"
NEW = "wide - self.mean, self.var"
