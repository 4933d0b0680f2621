"""The variance is cut off the graph."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
FILE = "mytorch/nn/batchnorm.py"
OLD = "norm = centred / (var + self.eps).sqrt()"
NEW = "norm = centred / (Tensor(var.data) + self.eps).sqrt()"
