"""ReLU as a maximum."""

BASE = "student"
PLACE = "mytorch/activation.py:ReLU.forward"
OLD = "np.where(x > 0, x, 0.0)"
NEW = "np.maximum(x, 0)"
