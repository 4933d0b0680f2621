"""Nesterov's step."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "Nesterov"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "param.data = param.data + self.momentums[i]"
NEW = "param.data = param.data + self.momentum * self.momentums[i] - self.lr * param.grad.data"
