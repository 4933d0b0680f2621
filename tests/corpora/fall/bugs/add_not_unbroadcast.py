"""Add does not un-broadcast."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "not un-broadcast"
PLACE = "mytorch/nn/functional.py:Add.backward"
OLD = "return unbroadcast(grad_output.data, a.shape), unbroadcast(grad_output.data, b.shape)"
NEW = "return make(grad_output.data), make(grad_output.data)"
