"""Another default learning rate."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
PLACE = "mytorch/optim/sgd.py:SGD.__init__"
OLD = "0.001"
NEW = "0.01"
