"""Weights drawn from a normal distribution."""

BASE = "student"
PLACE = "mytorch/nn/linear.py:Linear.__init__"
OLD = "np.random.uniform(-1 / k, 1 / k, (out_features, in_features))"
NEW = "np.random.normal(0, 1 / k, (out_features, in_features))"
