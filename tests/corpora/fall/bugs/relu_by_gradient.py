"""Zeros where the arriving gradient is negative."""

BASE = "student"
PROBLEM = "relu"
HYPOTHESIS = "cut by the gradient"
PLACE = "mytorch/nn/functional.py:ReLU.backward"
OLD = "np.where(a.data > 0, grad_output.data, 0.0)"
NEW = "np.where(grad_output.data > 0, grad_output.data, 0.0)"
