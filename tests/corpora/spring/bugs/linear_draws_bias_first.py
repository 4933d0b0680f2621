"""The bias is drawn before the weights."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "wrong draw"
PLACE = "mytorch/linear.py:Linear.__init__"
OLD = """
self.W = weight_init_fn(in_feature, out_feature)
self.b = bias_init_fn(out_feature)
"""
NEW = """
self.b = bias_init_fn(out_feature)
self.W = weight_init_fn(in_feature, out_feature)
"""
