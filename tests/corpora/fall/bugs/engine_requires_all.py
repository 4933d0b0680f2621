"""A result requires a gradient only if all its operands do."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "requires all operands"
PLACE = "mytorch/autograd_engine.py:Function.apply"
OLD = "any(tensor.requires_grad for tensor in tensors)"
NEW = "all(tensor.requires_grad for tensor in tensors)"
