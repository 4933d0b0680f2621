"""A leaf made of Python ints requires no gradient, whatever was asked for."""

BASE = "student"
PROBLEM = "autograd"
FILE = "mytorch/tensor.py"
OLD = "        self.requires_grad = requires_grad\n"
NEW = '        self.requires_grad = requires_grad and self.data.dtype.kind == "f"\n'
