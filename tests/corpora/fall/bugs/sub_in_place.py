"""Subtracts in a's own array: what uses a afterwards is wrong."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "changed in place"
PLACE = "mytorch/nn/functional.py:Sub.forward"
OLD = "return make(a.data - b.data)"
NEW = """
a.data -= b.data
return make(a.data)
"""
