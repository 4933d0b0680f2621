"""The running variance starts at zero instead of one."""

BASE = "student"
PROBLEM = "batchnorm"
FILE = "mytorch/batchnorm.py"
OLD = "self.running_var = np.ones("
NEW = "self.running_var = np.zeros("
