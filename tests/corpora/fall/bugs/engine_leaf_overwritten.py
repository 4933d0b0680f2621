"""A second backward overwrites the first's gradient."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "gradients not added up"
FILE = "mytorch/autograd_engine.py"
OLD = "self.variable.grad.data = self.variable.grad.data + array"
NEW = "self.variable.grad.data = array"
