"""The bias's gradient is averaged over the batch."""

PROBLEM = "linear"
HYPOTHESIS = "un-broadcast by the mean"
FILE = "mytorch/nn/functional/network.py"
OLD = "(x.T @ g).T, g.sum(axis=0)"
NEW = "(x.T @ g).T, g.mean(axis=0)"
