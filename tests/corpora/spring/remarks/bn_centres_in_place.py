"""Subtracts the mean from the caller's array."""

BASE = "student"
REMARK = "changed in place"
FILE = "mytorch/batchnorm.py"
OLD = "self.norm = (x - self.mean) /"
NEW = """centred = x.copy()
        x -= self.mean
        self.x = centred
        self.norm = x /"""
