"""ReLU writes into its input."""

BASE = "student"
REMARK = "changed in place"
PLACE = "mytorch/nn/functional.py:ReLU.forward"
OLD = "return make(np.where(a.data > 0, a.data, 0.0))"
NEW = """
a.data[a.data < 0] = 0.0
return make(a.data)
"""
