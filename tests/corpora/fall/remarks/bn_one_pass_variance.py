"""The variance is E[x²] - E[x]²."""

BASE = "student"
REMARK = "digits lost"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = """
squares = (centred * centred).sum(axis=0)
var = squares / count
"""
NEW = """
squares = (x * x).sum(axis=0) - mean * mean * count
var = squares / count
"""
