"""A node used twice keeps its last gradient only."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "overwritten"
PLACE = "mytorch/autograd_engine.py:backward"
OLD = "grads[id(parent)] = type(total)(total.data + result.data)"
NEW = "grads[id(parent)] = result"
