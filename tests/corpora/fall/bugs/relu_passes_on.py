"""The gradient is passed on unchanged."""

PROBLEM = "relu"
HYPOTHESIS = "gradient passed on"
PLACE = "mytorch/nn/functional/network.py:ReLU.backward"
OLD = "return np.multiply(g, positive, out=out_like(g))"
NEW = "return g.copy()"
