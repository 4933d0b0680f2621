"""Steps by the gradient itself."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "lr left out"
FILE = "mytorch/optim/sgd.py"
OLD = "- self.lr * param.grad.data"
NEW = "- param.grad.data"
