"""Running averages written into their arrays."""

BASE = "student"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "self.running_mean = Tensor(alpha * self.running_mean.data + self.momentum * mean.data)"
NEW = """
self.running_mean.data *= alpha
self.running_mean.data += self.momentum * mean.data
"""
