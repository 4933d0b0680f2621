"""The bias is drawn before the weights."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "wrong draw"
FILE = "mytorch/linear.py"
OLD = """        self.W = weight_init_fn(in_feature, out_feature)
        self.b = bias_init_fn(out_feature)
"""
NEW = """        self.b = bias_init_fn(out_feature)
        self.W = weight_init_fn(in_feature, out_feature)
"""
