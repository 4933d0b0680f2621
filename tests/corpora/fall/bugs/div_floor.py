"""Integer division."""

BASE = "student"
PROBLEM = "divide"
HYPOTHESIS = None
FILE = "mytorch/nn/functional.py"
OLD = "make(a.data / b.data)"
NEW = "make(a.data // b.data)"
