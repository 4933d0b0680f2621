"""db is a sum over the batch."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "db summed"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "np.mean(delta, axis=0, keepdims=True)"
NEW = "np.sum(delta, axis=0, keepdims=True)"
