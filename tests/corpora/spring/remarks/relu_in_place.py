"""ReLU sets the negative elements of its input to 0."""

BASE = "student"
REMARK = "changed in place"
PLACE = "mytorch/activation.py:ReLU.forward"
OLD = "self.state = np.where(x > 0, x, 0.0)"
NEW = """
x[x < 0] = 0.0
self.state = x
"""
