"""The gradient is weighed with 1 - momentum."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "dampened"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "self.lr * param.grad.data"
NEW = "(1 - self.momentum) * self.lr * param.grad.data"
