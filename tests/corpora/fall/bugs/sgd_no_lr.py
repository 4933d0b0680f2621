"""Steps by the gradient itself."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "lr left out"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "self.lr * param.grad.data"
NEW = "param.grad.data"
