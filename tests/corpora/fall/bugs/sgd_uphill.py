"""Adds the gradient."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "ascends"
FILE = "mytorch/optim/sgd.py"
OLD = "self.momentum * self.momentums[i] - self.lr"
NEW = "self.momentum * self.momentums[i] + self.lr"
