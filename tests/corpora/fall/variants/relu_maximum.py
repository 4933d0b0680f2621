"""ReLU as a maximum, its derivative from the output."""

BASE = "student"
PLACE = "mytorch/nn/functional.py:ReLU.forward"
OLD = """
ctx.save_for_backward(a)
return make(np.where(a.data > 0, a.data, 0.0))
"""
NEW = """
out = make(np.maximum(a.data, 0))
ctx.save_for_backward(out)
return out
"""
