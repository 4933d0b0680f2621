"""eps is 1e-8."""

PROBLEM = "batchnorm"
HYPOTHESIS = "wrong eps"
FILE = "mytorch/nn/batchnorm.py"
OLD = "eps: float = 1e-5"
NEW = "eps: float = 1e-8"
