"""step clears the gradients at its end."""

BASE = "student"
REMARK = "cleared by the step"
FILE = "mytorch/optim/sgd.py"
OLD = "            param.data = param.data + self.momentums[i]"
NEW = """            param.data = param.data + self.momentums[i]
        self.zero_grad()"""
