"""The last parameter is not stepped."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "last parameter not stepped"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "enumerate(self.params)"
NEW = "enumerate(self.params[:-1])"
