"""Parameters are stepped in place."""

BASE = "student"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "param.data = param.data + self.momentums[i]"
NEW = "param.data += self.momentums[i]"
