"""The running mean moves in evaluation too."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
FILE = "mytorch/nn/batchnorm.py"
OLD = """        if not self.is_train:
"""
NEW = """        if not self.is_train:
            self.running_mean = Tensor(0.9 * self.running_mean.data + 0.1 * x.data.mean(axis=0))
"""
