"""The gradient that arrives is left out."""

BASE = "student"
PROBLEM = "relu"
HYPOTHESIS = "derivative instead of the gradient"
PLACE = "mytorch/nn/functional.py:ReLU.backward"
OLD = "np.where(a.data > 0, grad_output.data, 0.0)"
NEW = "np.where(a.data > 0, 1.0, 0.0)"
