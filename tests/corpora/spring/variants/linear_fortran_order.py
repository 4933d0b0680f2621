"""Weights kept in column-major order."""

BASE = "student"
FILE = "mytorch/linear.py"
OLD = "self.W = weight_init_fn(in_feature, out_feature)"
NEW = "self.W = np.asfortranarray(weight_init_fn(in_feature, out_feature))"
