"""The gradient is averaged before the labels are subtracted."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:CrossEntropy.backward"
OLD = """
grad[np.arange(n), ctx.labels] -= 1
return make(grad_output.data * grad / n), None
"""
NEW = """
grad /= n
for row, label in enumerate(ctx.labels):
    grad[row, label] -= 1 / n
return make(grad * grad_output.data), None
"""
