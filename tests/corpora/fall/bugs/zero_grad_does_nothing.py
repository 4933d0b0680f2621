"""zero_grad leaves the gradients."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "gradients never zeroed"
FILE = "mytorch/optim/optimizer.py"
OLD = "            param.grad = None"
NEW = "            pass"
