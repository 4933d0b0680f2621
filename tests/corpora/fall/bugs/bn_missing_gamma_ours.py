"""No gamma on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing gamma"
FILE = "mytorch/nn/functional/network.py"
OLD = "dx *= gamma / std"
NEW = "dx /= std"
