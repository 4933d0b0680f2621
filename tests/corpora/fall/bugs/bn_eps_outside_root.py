"""eps is added to the root."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "eps outside the root"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "norm = centred / (var + self.eps).sqrt()"
NEW = "norm = centred / (var.sqrt() + self.eps)"
