"""Evaluates with the last training batch's statistics."""

PROBLEM = "batchnorm"
HYPOTHESIS = "running average not averaged"
FILE = "mytorch/batchnorm.py"
OLD = "x - self.running_mean, self.running_var"
NEW = "x - self.mean, self.var"
