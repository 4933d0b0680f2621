"""A second backward overwrites the first's gradient."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "gradients not added up"
PLACE = "mytorch/autograd_engine.py:AccumulateGrad.apply"
OLD = "self.variable.grad.data = self.variable.grad.data + array"
NEW = "self.variable.grad.data = array"
