"""The last parameter is not stepped."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "last parameter not stepped"
FILE = "mytorch/optim/sgd.py"
OLD = "enumerate(self.params)"
NEW = "enumerate(self.params[:-1])"
