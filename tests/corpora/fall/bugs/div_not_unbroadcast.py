"""The numerator's gradient is not un-broadcast."""

BASE = "student"
PROBLEM = "divide"
HYPOTHESIS = "not un-broadcast"
PLACE = "mytorch/nn/functional.py:Div.backward"
OLD = "unbroadcast(g / b.data, a.shape)"
NEW = "make(g / b.data)"
