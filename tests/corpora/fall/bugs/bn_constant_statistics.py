"""Mean and variance are cut off the graph."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "missing both paths"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "norm = centred / (var + self.eps).sqrt()"
NEW = "norm = (x - Tensor(mean.data)) / (Tensor(var.data) + self.eps).sqrt()"
