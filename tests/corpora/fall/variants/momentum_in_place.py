"""Velocities are updated in place."""

BASE = "student"
FILE = "mytorch/optim/sgd.py"
OLD = """            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
"""
NEW = """            self.momentums[i] *= self.momentum
            self.momentums[i] -= self.lr * param.grad.data
"""
