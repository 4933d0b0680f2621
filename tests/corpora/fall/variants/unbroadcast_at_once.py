"""Un-broadcasts by one sum over all stretched axes."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:unbroadcast"
OLD = """
while grad.ndim > len(shape):
    grad = grad.sum(axis=0)
for i, n in enumerate(shape):
    if n == 1 and grad.shape[i] != 1:
        grad = grad.sum(axis=i, keepdims=True)
return make(grad)
"""
NEW = """
extra = grad.ndim - len(shape)
axes = tuple(range(extra)) + tuple(i + extra for i, n in enumerate(shape) if n == 1)
return make(np.sum(grad, axis=axes).reshape(shape))
"""
