"""The gradient is scaled in place."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
FILE = "mytorch/optim/sgd.py"
OLD = "            self.momentums[i] ="
NEW = """            param.grad.data *= self.lr
            self.momentums[i] ="""
