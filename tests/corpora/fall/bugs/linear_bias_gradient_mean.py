"""The bias's gradient is averaged over the batch."""

PROBLEM = "linear"
HYPOTHESIS = "un-broadcast by the mean"
PLACE = "mytorch/nn/functional/network.py:Linear.backward"
OLD = "return dx, dw, _sum(g)"
NEW = "return dx, dw, g.mean(axis=0)"
