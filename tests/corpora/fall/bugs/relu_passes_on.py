"""The gradient is passed on unchanged."""

PROBLEM = "relu"
HYPOTHESIS = "gradient passed on"
PLACE = "mytorch/ops/network.py:ReLU.backward"
OLD = "return g * positive"
NEW = "return g.copy()"
