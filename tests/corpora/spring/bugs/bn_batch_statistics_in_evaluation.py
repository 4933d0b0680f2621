"""Evaluates with the batch's own statistics."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "batch statistics in evaluation"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "norm = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)"
NEW = "norm = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + self.eps)"
