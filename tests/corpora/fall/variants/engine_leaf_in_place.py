"""A leaf's gradient is added to in place."""

BASE = "student"
FILE = "mytorch/autograd_engine.py"
OLD = "self.variable.grad.data = self.variable.grad.data + array"
NEW = "self.variable.grad.data += array"
