"""The velocity is not stored."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "momentum left out"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = """
self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
param.data = param.data + self.momentums[i]
"""
NEW = """
v = self.momentum * self.momentums[i] - self.lr * param.grad.data
param.data = param.data + v
"""
