"""The variance is E[x²] - E[x]²."""

BASE = "student"
REMARK = "digits lost"
FILE = "mytorch/nn/batchnorm.py"
OLD = """squares = (centred * centred).sum(axis=0)
        var = squares / count"""
NEW = """squares = (x * x).sum(axis=0) - mean * mean * count
        var = squares / count"""
