"""Multiplies by the output instead of the derivative."""

BASE = "student"
PROBLEM = "relu"
HYPOTHESIS = "derivative of the input"
FILE = "mytorch/nn/functional.py"
OLD = "np.where(a.data > 0, grad_output.data, 0.0)"
NEW = "grad_output.data * np.where(a.data > 0, a.data, 0.0)"
