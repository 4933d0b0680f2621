"""The gradient of log without the division."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
PLACE = "mytorch/nn/functional.py:Log.backward"
OLD = "make(grad_output.data / a.data)"
NEW = "make(grad_output.data * a.data)"
