"""ReLU as a maximum."""

BASE = "student"
FILE = "mytorch/activation.py"
OLD = "np.where(x > 0, x, 0.0)"
NEW = "np.maximum(x, 0)"
