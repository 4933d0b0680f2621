"""The velocity is never decayed."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "velocity never decays"
FILE = "mytorch/optim/sgd.py"
OLD = "self.momentum * self.momentums[i] - self.lr"
NEW = "self.momentums[i] - self.lr"
