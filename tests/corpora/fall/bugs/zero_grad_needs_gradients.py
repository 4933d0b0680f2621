"""zero_grad fails where there is no gradient yet."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
FILE = "mytorch/optim/optimizer.py"
OLD = "param.grad = None"
NEW = "param.grad.data = param.grad.data * 0"
