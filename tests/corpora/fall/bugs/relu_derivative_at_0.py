"""The derivative of ReLU is 1 at 0."""

BASE = "student"
PROBLEM = "relu"
HYPOTHESIS = "derivative at 0"
FILE = "mytorch/nn/functional.py"
OLD = "np.where(a.data > 0, grad_output.data, 0.0)"
NEW = "np.where(a.data >= 0, grad_output.data, 0.0)"
