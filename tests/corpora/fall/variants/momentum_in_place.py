"""Velocities are updated in place."""

BASE = "student"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data"
NEW = """
self.momentums[i] *= self.momentum
self.momentums[i] -= self.lr * param.grad.data
"""
