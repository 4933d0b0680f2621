"""The variance is cut off the graph."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "norm = centred / (var + self.eps).sqrt()"
NEW = "norm = centred / (Tensor(var.data) + self.eps).sqrt()"
