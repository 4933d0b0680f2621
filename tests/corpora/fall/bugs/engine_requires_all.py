"""A result requires a gradient only if all its operands do."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "requires all operands"
FILE = "mytorch/autograd_engine.py"
OLD = "output.requires_grad = any("
NEW = "output.requires_grad = all("
