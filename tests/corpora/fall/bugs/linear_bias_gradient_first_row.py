"""The bias's gradient is that of the first example."""

PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/nn/functional/network.py:Linear.backward"
OLD = "return dx, dw, _sum(g)"
NEW = "return dx, dw, g[0].copy()"
