"""backward starts from a single one, whatever the shape."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
PLACE = "mytorch/tensor.py:Tensor.backward"
OLD = "Tensor(np.ones_like(self.data))"
NEW = "Tensor(np.array(1.0))"
