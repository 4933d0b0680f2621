"""The running variance is the unbiased one."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running variance biased the other way"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "(1 - self.alpha) * self.var"
NEW = "(1 - self.alpha) * self.var * len(x) / max(len(x) - 1, 1)"
