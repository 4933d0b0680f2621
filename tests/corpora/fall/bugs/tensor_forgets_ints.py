"""A leaf made of Python ints requires no gradient, whatever was asked for."""

BASE = "student"
PROBLEM = "autograd"
PLACE = "mytorch/tensor.py:Tensor.__init__"
OLD = "self.requires_grad = requires_grad"
NEW = 'self.requires_grad = requires_grad and self.data.dtype.kind == "f"'
