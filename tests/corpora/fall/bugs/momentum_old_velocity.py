"""Steps with the velocity of the step before."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "old velocity"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = """
self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
param.data = param.data + self.momentums[i]
"""
NEW = """
param.data = param.data + self.momentums[i]
self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
"""
