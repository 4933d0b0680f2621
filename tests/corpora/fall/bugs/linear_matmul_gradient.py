"""The weight's gradient is not multiplied by what arrives."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
FILE = "mytorch/nn/functional.py"
OLD = "make(a.data.T @ grad_output.data)"
NEW = "make(a.data.T @ np.ones_like(grad_output.data))"
