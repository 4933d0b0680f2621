"""The gradient keeps the shape that broadcasting made."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "not un-broadcast"
PLACE = "mytorch/nn/functional.py:Sub.backward"
OLD = "unbroadcast(-grad_output.data, b.shape)"
NEW = "make(-grad_output.data)"
