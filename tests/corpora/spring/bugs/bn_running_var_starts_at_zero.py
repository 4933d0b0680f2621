"""The running variance starts at zero instead of one."""

BASE = "student"
PROBLEM = "batchnorm"
PLACE = "mytorch/batchnorm.py:BatchNorm.__init__"
OLD = "self.running_var = np.ones((1, in_feature))"
NEW = "self.running_var = np.zeros((1, in_feature))"
