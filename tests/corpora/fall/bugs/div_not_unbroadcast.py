"""The numerator's gradient is not un-broadcast."""

BASE = "student"
PROBLEM = "divide"
HYPOTHESIS = "not un-broadcast"
FILE = "mytorch/nn/functional.py"
OLD = "unbroadcast(g / b.data, a.shape)"
NEW = "make(g / b.data)"
