"""The gradient is stored, and then added again."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "factor"
PLACE = "mytorch/autograd_engine.py:AccumulateGrad.apply"
OLD = """
if self.variable.grad is None:
    self.variable.grad = type(self.variable)(array)
else:
    self.variable.grad.data = self.variable.grad.data + array
"""
NEW = """
if self.variable.grad is None:
    self.variable.grad = type(self.variable)(array * 0)
    self.variable.grad.data += array
self.variable.grad.data = self.variable.grad.data + array
"""
