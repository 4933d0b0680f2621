"""The weight's gradient is reshaped, not transposed."""

PROBLEM = "linear"
HYPOTHESIS = "transposed"
FILE = "mytorch/nn/functional/network.py"
OLD = "(x.T @ g).T, g.sum(axis=0)"
NEW = "(x.T @ g).reshape(weight.shape), g.sum(axis=0)"
