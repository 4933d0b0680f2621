"""A leaf that requires a gradient cannot be made of Python ints."""

BASE = "student"
PROBLEM = "autograd"
PLACE = "mytorch/tensor.py:Tensor.__init__"
OLD = """
self.requires_grad = requires_grad
self.is_leaf = is_leaf
"""
NEW = """
if requires_grad and self.data.dtype.kind != "f":
    raise TypeError("only floats can require gradients")
self.requires_grad = requires_grad
self.is_leaf = is_leaf
"""
