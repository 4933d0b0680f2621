"""zero_grad fails where there is no gradient yet."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
PLACE = "mytorch/optim/optimizer.py:Optimizer.zero_grad"
OLD = "param.grad = None"
NEW = "param.grad.data = param.grad.data * 0"
