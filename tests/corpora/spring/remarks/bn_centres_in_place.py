"""Subtracts the mean from the caller's array."""

BASE = "student"
REMARK = "changed in place"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)"
NEW = """
centred = x.copy()
x -= self.mean
self.x = centred
self.norm = x / np.sqrt(self.var + self.eps)
"""
