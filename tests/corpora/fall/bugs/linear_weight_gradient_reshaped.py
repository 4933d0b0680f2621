"""The weight's gradient is reshaped, not transposed."""

PROBLEM = "linear"
HYPOTHESIS = "transposed"
PLACE = "mytorch/ops/network.py:Linear.backward"
OLD = "(x.T @ g).T"
NEW = "(x.T @ g).reshape(weight.shape)"
