"""No path through the mean."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing mean path"
FILE = "mytorch/nn/functional/network.py"
OLD = "(d - d.mean(axis=0) - x_hat"
NEW = "(d - x_hat"
