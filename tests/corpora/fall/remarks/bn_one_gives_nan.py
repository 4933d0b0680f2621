"""A batch of one leaves nan in the running variance."""

BASE = "student"
REMARK = "not a number"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = """
if m < 2:
    raise ValueError("BatchNorm1d cannot train on one example")
"""
NEW = ""
