"""ReLU as a product with a mask."""

BASE = "student"
FILE = "mytorch/nn/functional.py"
OLD = "make(np.where(a.data > 0, grad_output.data, 0.0))"
NEW = "make(grad_output.data * (a.data > 0))"
