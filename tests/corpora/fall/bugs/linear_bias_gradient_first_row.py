"""The bias's gradient is that of the first example."""

PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/nn/functional/network.py"
OLD = "(x.T @ g).T, g.sum(axis=0)"
NEW = "(x.T @ g).T, g[0]"
