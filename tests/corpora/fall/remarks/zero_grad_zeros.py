"""zero_grad leaves zeros instead of None."""

BASE = "student"
REMARK = "cleared to zeros"
PLACE = "mytorch/optim/optimizer.py:Optimizer.zero_grad"
OLD = "param.grad = None"
NEW = """
if param.grad is not None:
    param.grad.data = param.grad.data * 0
"""
