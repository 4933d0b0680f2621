"""Divides by the variance."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "variance without its root"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)"
NEW = "self.norm = (x - self.mean) / (self.var + self.eps)"
