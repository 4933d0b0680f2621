"""The gradient of reshape is not reshaped back."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
PLACE = "mytorch/nn/functional.py:Reshape.backward"
OLD = "make(grad_output.data.reshape(ctx.shape)), None"
NEW = "make(grad_output.data), None"
