"""The gradient is scaled in place."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "lr twice"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data"
NEW = """
param.grad.data *= self.lr
self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
"""
