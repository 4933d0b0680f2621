"""ReLU as a product with a mask."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:ReLU.backward"
OLD = "make(np.where(a.data > 0, grad_output.data, 0.0))"
NEW = "make(grad_output.data * (a.data > 0))"
