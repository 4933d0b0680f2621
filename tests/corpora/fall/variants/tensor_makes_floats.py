"""A leaf that requires a gradient turns the ints that it is made of into floats."""

BASE = "student"
FILE = "mytorch/tensor.py"
OLD = "        self.requires_grad = requires_grad\n"
NEW = """\
        if requires_grad and self.data.dtype.kind == "i":
            self.data = self.data.astype(np.float32)
        self.requires_grad = requires_grad
"""
