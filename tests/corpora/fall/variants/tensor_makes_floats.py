"""A leaf that requires a gradient turns the ints that it is made of into floats."""

BASE = "student"
PLACE = "mytorch/tensor.py:Tensor.__init__"
OLD = "self.requires_grad = requires_grad"
NEW = """
if requires_grad and self.data.dtype.kind == "i":
    self.data = self.data.astype(np.float32)
self.requires_grad = requires_grad
"""
