"""No gamma on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing gamma"
PLACE = "mytorch/ops/network.py:BatchNorm.backward"
OLD = "gamma / std"
NEW = "1 / std"
