"""The layer is made without gamma."""

BASE = "student"
PROBLEM = "batchnorm"
PLACE = "mytorch/batchnorm.py:BatchNorm.__init__"
OLD = "self.gamma = np.ones((1, in_feature))"
NEW = "pass"
