"""The gradient of reshape is not reshaped back."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
FILE = "mytorch/nn/functional.py"
OLD = "make(grad_output.data.reshape(ctx.shape)), None"
NEW = "make(grad_output.data), None"
