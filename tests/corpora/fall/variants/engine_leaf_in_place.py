"""A leaf's gradient is added to in place."""

BASE = "student"
PLACE = "mytorch/autograd_engine.py:AccumulateGrad.apply"
OLD = "self.variable.grad.data = self.variable.grad.data + array"
NEW = "self.variable.grad.data += array"
