"""The momentum is not used."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "momentum left out"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "self.momentum * self.momentums[i] - self.lr * param.grad.data"
NEW = "-self.lr * param.grad.data"
