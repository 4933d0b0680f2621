"""No path through the mean."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing mean path"
PLACE = "mytorch/nn/functional/network.py:BatchNorm.backward"
OLD = "dx -= dbeta / n"
NEW = ""
