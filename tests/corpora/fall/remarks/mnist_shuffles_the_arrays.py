"""Shuffles the caller's arrays."""

BASE = "student"
REMARK = "changed in place"
PLACE = "hw1/mnist.py:train"
OLD = "x, y = train_x[order], train_y[order]"
NEW = """
train_x[:], train_y[:] = train_x[order], train_y[order]
x, y = train_x, train_y
"""
