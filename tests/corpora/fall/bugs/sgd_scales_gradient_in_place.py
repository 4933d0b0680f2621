"""The gradient is scaled in place."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "lr twice"
FILE = "mytorch/optim/sgd.py"
OLD = "            self.momentums[i] ="
NEW = """            param.grad.data *= self.lr
            self.momentums[i] ="""
