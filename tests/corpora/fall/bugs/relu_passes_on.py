"""The gradient is passed on unchanged."""

PROBLEM = "relu"
HYPOTHESIS = "gradient passed on"
FILE = "mytorch/nn/functional/network.py"
OLD = "return np.multiply(g, positive, out=out_like(g))"
NEW = "return g.copy()"
