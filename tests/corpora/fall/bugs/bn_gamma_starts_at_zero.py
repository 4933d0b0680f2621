"""gamma starts at zero, so that a new layer gives only beta."""

BASE = "student"
PROBLEM = "batchnorm"
FILE = "mytorch/nn/batchnorm.py"
OLD = "self.gamma = Tensor(np.ones("
NEW = "self.gamma = Tensor(np.zeros("
