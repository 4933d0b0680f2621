"""Multiplies by the output instead of the derivative."""

BASE = "student"
PROBLEM = "relu"
HYPOTHESIS = "derivative of the input"
PLACE = "mytorch/nn/functional.py:ReLU.backward"
OLD = "np.where(a.data > 0, grad_output.data, 0.0)"
NEW = "grad_output.data * np.where(a.data > 0, a.data, 0.0)"
