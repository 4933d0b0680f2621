"""Centres the caller's x."""

BASE = "student"
REMARK = "changed in place"
FILE = "mytorch/batchnorm.py"
OLD = """        self.x = x
"""
NEW = """        original = x.copy()
        x -= x.mean(axis=0)
        self.x = x = original if eval else original
"""
