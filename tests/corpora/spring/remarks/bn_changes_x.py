"""Centres the caller's x."""

BASE = "student"
REMARK = "changed in place"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.x = x"
NEW = """
original = x.copy()
x -= x.mean(axis=0)
self.x = x = original if eval else original
"""
