"""A node used twice keeps its last gradient only."""

PROBLEM = "autograd"
HYPOTHESIS = "overwritten"
PLACE = "mytorch/autograd_engine.py:backward"
OLD = "due[key] = (parent, due[key][1] + grad)"
NEW = "due[key] = (parent, grad)"
