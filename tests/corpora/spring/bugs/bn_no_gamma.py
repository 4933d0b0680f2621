"""The layer is made without gamma."""

BASE = "student"
PROBLEM = "batchnorm"
FILE = "mytorch/batchnorm.py"
OLD = "self.gamma = np.ones((1, in_feature))"
NEW = "pass"
