"""The bias's gradient is that of the first example."""

PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/ops/network.py:Linear.backward"
OLD = "batch_sum(g)"
NEW = "g[0].copy()"
