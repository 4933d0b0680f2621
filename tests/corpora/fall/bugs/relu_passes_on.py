"""The gradient is passed on unchanged."""

PROBLEM = "relu"
HYPOTHESIS = "gradient passed on"
FILE = "mytorch/nn/functional/network.py"
OLD = "return g * positive"
NEW = "return g.copy()"
