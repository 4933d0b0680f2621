"""Replaces the parameter by a result of operations."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "param.data = param.data + self.momentums[i]"
NEW = """
param.data = param.data + self.momentums[i]
param.is_leaf = False
"""
