"""The weight's gradient is not multiplied by what arrives."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
PLACE = "mytorch/nn/functional.py:MatMul.backward"
OLD = "make(a.data.T @ grad_output.data)"
NEW = "make(a.data.T @ np.ones_like(grad_output.data))"
