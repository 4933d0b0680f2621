"""Each operand gets the other's gradient."""

BASE = "student"
PROBLEM = "multiply"
HYPOTHESIS = "operands swapped"
PLACE = "mytorch/nn/functional.py:Mul.backward"
OLD = "unbroadcast(g * b.data, a.shape), unbroadcast(g * a.data, b.shape)"
NEW = "unbroadcast(g * a.data, a.shape), unbroadcast(g * b.data, b.shape)"
