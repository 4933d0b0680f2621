"""Parameters are stepped in place."""

BASE = "student"
FILE = "mytorch/optim/sgd.py"
OLD = "param.data = param.data + self.momentums[i]"
NEW = "param.data += self.momentums[i]"
