"""zero_grad leaves zeros instead of None."""

BASE = "student"
REMARK = "cleared to zeros"
FILE = "mytorch/optim/optimizer.py"
OLD = "            param.grad = None"
NEW = """            if param.grad is not None:
                param.grad.data = param.grad.data * 0"""
