"""Adds the gradient."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "ascends"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "self.momentum * self.momentums[i] - self.lr * param.grad.data"
NEW = "self.momentum * self.momentums[i] + self.lr * param.grad.data"
