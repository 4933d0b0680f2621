"""The derivative of ReLU is 1 at 0."""

BASE = "student"
PROBLEM = "relu"
HYPOTHESIS = "derivative at 0"
PLACE = "mytorch/nn/functional.py:ReLU.backward"
OLD = "np.where(a.data > 0, grad_output.data, 0.0)"
NEW = "np.where(a.data >= 0, grad_output.data, 0.0)"
