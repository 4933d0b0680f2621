"""Results of operations say they are leaves."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
FILE = "mytorch/autograd_engine.py"
OLD = "output.is_leaf = not output.requires_grad"
NEW = "output.is_leaf = True"
