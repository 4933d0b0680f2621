"""A node used twice keeps its last gradient only."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "overwritten"
FILE = "mytorch/autograd_engine.py"
OLD = "grads[id(parent)] = type(total)(total.data + result.data)"
NEW = "grads[id(parent)] = result"
