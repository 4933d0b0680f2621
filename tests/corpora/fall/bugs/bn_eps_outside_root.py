"""eps is added to the root."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "eps outside the root"
FILE = "mytorch/nn/batchnorm.py"
OLD = "norm = centred / (var + self.eps).sqrt()"
NEW = "norm = centred / (var.sqrt() + self.eps)"
