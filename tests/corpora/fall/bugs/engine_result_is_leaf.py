"""Results of operations say they are leaves."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = None
PLACE = "mytorch/autograd_engine.py:Function.apply"
OLD = "output.is_leaf = not output.requires_grad"
NEW = "output.is_leaf = True"
