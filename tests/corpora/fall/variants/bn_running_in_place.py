"""Running averages written into their arrays."""

BASE = "student"
FILE = "mytorch/nn/batchnorm.py"
OLD = "self.running_mean = Tensor(alpha * self.running_mean.data + self.momentum * mean.data)"
NEW = """self.running_mean.data *= alpha
        self.running_mean.data += self.momentum * mean.data"""
