"""The momentum is not used."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "momentum left out"
FILE = "mytorch/optim/sgd.py"
OLD = "self.momentum * self.momentums[i] - self.lr"
NEW = "-self.lr"
