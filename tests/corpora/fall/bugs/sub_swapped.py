"""b - a for a - b."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "operands swapped"
FILE = "mytorch/nn/functional.py"
OLD = "make(a.data - b.data)"
NEW = "make(b.data - a.data)"
