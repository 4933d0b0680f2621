"""Leaves that need no gradient get one."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "gradient where none is due"
FILE = "mytorch/autograd_engine.py"
OLD = """            if not tensor.requires_grad:
                node.next_functions.append(None)
            elif tensor.is_leaf:"""
NEW = "            if tensor.is_leaf:"
