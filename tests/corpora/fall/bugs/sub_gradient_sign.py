"""The subtrahend's gradient has no minus."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "sign"
PLACE = "mytorch/nn/functional.py:Sub.backward"
OLD = "unbroadcast(-grad_output.data, b.shape)"
NEW = "unbroadcast(grad_output.data, b.shape)"
