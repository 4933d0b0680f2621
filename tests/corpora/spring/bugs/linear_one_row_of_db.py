"""db is taken from the first example."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/linear.py"
OLD = "np.mean(delta, axis=0, keepdims=True)"
NEW = "delta[:1]"
