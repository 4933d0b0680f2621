"""The bias has shape (1, out)."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "wrong shape"
PLACE = "mytorch/nn/linear.py:Linear.__init__"
OLD = "np.random.uniform(-1 / k, 1 / k, out_features)"
NEW = "np.random.uniform(-1 / k, 1 / k, (1, out_features))"
