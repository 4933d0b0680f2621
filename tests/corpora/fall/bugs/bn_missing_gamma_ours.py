"""No gamma on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing gamma"
PLACE = "mytorch/nn/functional/network.py:BatchNorm.backward"
OLD = "dx *= gamma / std"
NEW = "dx /= std"
