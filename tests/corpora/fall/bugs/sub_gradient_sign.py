"""The subtrahend's gradient has no minus."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "sign"
FILE = "mytorch/nn/functional.py"
OLD = "unbroadcast(-grad_output.data, b.shape)"
NEW = "unbroadcast(grad_output.data, b.shape)"
