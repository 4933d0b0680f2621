"""gamma starts at zero, so that a new layer gives only beta."""

BASE = "student"
PROBLEM = "batchnorm"
PLACE = "mytorch/batchnorm.py:BatchNorm.__init__"
OLD = "self.gamma = np.ones((1, in_feature))"
NEW = "self.gamma = np.zeros((1, in_feature))"
