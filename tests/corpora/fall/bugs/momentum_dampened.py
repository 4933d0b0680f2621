"""The gradient is weighed with 1 - momentum."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "dampened"
FILE = "mytorch/optim/sgd.py"
OLD = "- self.lr * param.grad.data"
NEW = "- (1 - self.momentum) * self.lr * param.grad.data"
