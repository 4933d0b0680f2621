"""db loses its first axis."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "axis dropped"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "np.mean(delta, axis=0, keepdims=True)"
NEW = "np.mean(delta, axis=0)"
