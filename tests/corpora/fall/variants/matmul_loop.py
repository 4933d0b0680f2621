"""The weight's gradient as a sum of outer products."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:MatMul.backward"
OLD = "make(a.data.T @ grad_output.data)"
NEW = "make(sum(np.outer(x, g) for x, g in zip(a.data, grad_output.data, strict=True)))"
