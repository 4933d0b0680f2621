"""The running mean moves in evaluation too."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "norm = (x - self.running_mean) / (self.running_var + self.eps).sqrt()"
NEW = """
self.running_mean = Tensor(0.9 * self.running_mean.data + 0.1 * x.data.mean(axis=0))
norm = (x - self.running_mean) / (self.running_var + self.eps).sqrt()
"""
