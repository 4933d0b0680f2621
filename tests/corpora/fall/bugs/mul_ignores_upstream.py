"""The gradient that arrives is left out."""

BASE = "student"
PROBLEM = "multiply"
HYPOTHESIS = "derivative instead of the gradient"
PLACE = "mytorch/nn/functional.py:Mul.backward"
OLD = "unbroadcast(g * b.data, a.shape), unbroadcast(g * a.data, b.shape)"
NEW = "unbroadcast(b.data, a.shape), unbroadcast(a.data, b.shape)"
