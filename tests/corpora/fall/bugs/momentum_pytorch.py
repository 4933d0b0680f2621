"""PyTorch's momentum: the learning rate outside the velocity."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "lr outside the velocity"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = """
self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
param.data = param.data + self.momentums[i]
"""
NEW = """
self.momentums[i] = self.momentum * self.momentums[i] + param.grad.data
param.data = param.data - self.lr * self.momentums[i]
"""
