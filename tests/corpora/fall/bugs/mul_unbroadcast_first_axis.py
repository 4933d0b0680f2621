"""Un-broadcasts by guessing the first axis."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = None
PLACE = "mytorch/nn/functional.py:unbroadcast"
OLD = """
while grad.ndim > len(shape):
    grad = grad.sum(axis=0)
for i, n in enumerate(shape):
    if n == 1 and grad.shape[i] != 1:
        grad = grad.sum(axis=i, keepdims=True)
"""
NEW = """
if grad.shape != shape:
    grad = grad.sum(axis=0)
"""
