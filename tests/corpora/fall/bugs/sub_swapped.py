"""b - a for a - b."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "operands swapped"
PLACE = "mytorch/nn/functional.py:Sub.forward"
OLD = "make(a.data - b.data)"
NEW = "make(b.data - a.data)"
