"""Leaves that need no gradient get one."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "gradient where none is due"
PLACE = "mytorch/autograd_engine.py:Function.apply"
OLD = """
if not tensor.requires_grad:
    node.next_functions.append(None)
elif tensor.is_leaf:
    if tensor.grad_fn is None:
        tensor.grad_fn = AccumulateGrad(tensor)
    node.next_functions.append(tensor.grad_fn)
else:
    node.next_functions.append(tensor.grad_fn)
"""
NEW = """
if tensor.is_leaf:
    if tensor.grad_fn is None:
        tensor.grad_fn = AccumulateGrad(tensor)
    node.next_functions.append(tensor.grad_fn)
else:
    node.next_functions.append(tensor.grad_fn)
"""
