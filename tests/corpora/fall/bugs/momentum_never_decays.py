"""The velocity is never decayed."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "velocity never decays"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "self.momentum * self.momentums[i]"
NEW = "self.momentums[i]"
