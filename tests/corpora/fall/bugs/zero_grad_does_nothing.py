"""zero_grad leaves the gradients."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "gradients never zeroed"
PLACE = "mytorch/optim/optimizer.py:Optimizer.zero_grad"
OLD = "param.grad = None"
NEW = "pass"
