"""Weights kept in column-major order."""

BASE = "student"
PLACE = "mytorch/linear.py:Linear.__init__"
OLD = "self.W = weight_init_fn(in_feature, out_feature)"
NEW = "self.W = np.asfortranarray(weight_init_fn(in_feature, out_feature))"
