"""Another default learning rate."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
FILE = "mytorch/optim/sgd.py"
OLD = "lr=0.001"
NEW = "lr=0.01"
