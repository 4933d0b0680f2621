"""Evaluates with the batch's own statistics."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "batch statistics in evaluation"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "norm = (x - self.running_mean) / (self.running_var + self.eps).sqrt()"
NEW = """
mean, var = Tensor(x.data.mean(axis=0)), Tensor(x.data.var(axis=0))
norm = (x - mean) / (var + self.eps).sqrt()
"""
