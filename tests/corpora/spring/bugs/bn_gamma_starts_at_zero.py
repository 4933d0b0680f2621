"""gamma starts at zero, so that a new layer gives only beta."""

BASE = "student"
PROBLEM = "batchnorm"
FILE = "mytorch/batchnorm.py"
OLD = "self.gamma = np.ones("
NEW = "self.gamma = np.zeros("
