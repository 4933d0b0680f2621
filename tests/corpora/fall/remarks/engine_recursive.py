"""Recursive, path by path, as the handout's picture can be read."""

BASE = "student"
REMARK = "walks every path"
PLACE = "mytorch/autograd_engine.py:backward"
OLD = "order = []"
NEW = """
if isinstance(grad_fn, AccumulateGrad):
    grad_fn.apply(grad_of_outputs)
    return
results = grad_fn.apply(grad_of_outputs)
results = results if isinstance(results, tuple) else (results,)
for parent, result in zip(grad_fn.next_functions, results, strict=False):
    if parent is not None:
        backward(parent, result)
return
order = []
"""
