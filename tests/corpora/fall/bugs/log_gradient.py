"""The gradient of log without the division."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
FILE = "mytorch/nn/functional.py"
OLD = "make(grad_output.data / a.data)"
NEW = "make(grad_output.data * a.data)"
