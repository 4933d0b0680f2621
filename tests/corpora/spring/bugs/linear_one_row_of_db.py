"""db is taken from the first example."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "np.mean(delta, axis=0, keepdims=True)"
NEW = "delta[:1]"
