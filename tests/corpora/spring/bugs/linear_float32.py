"""Weights in single precision."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "wrong dtype"
PLACE = "mytorch/linear.py:Linear.__init__"
OLD = "self.W = weight_init_fn(in_feature, out_feature)"
NEW = "self.W = weight_init_fn(in_feature, out_feature).astype(np.float32)"
