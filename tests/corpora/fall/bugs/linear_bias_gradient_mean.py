"""The bias's gradient is averaged over the batch."""

PROBLEM = "linear"
HYPOTHESIS = "un-broadcast by the mean"
PLACE = "mytorch/ops/network.py:Linear.backward"
OLD = "batch_sum(g)"
NEW = "g.mean(axis=0)"
