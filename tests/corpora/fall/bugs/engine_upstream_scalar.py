"""backward starts from a single one, whatever the shape."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
FILE = "mytorch/tensor.py"
OLD = "Tensor(np.ones_like(self.data))"
NEW = "Tensor(np.array(1.0))"
