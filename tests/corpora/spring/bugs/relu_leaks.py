"""A leaky ReLU."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = None
PLACE = "mytorch/activation.py:ReLU.forward"
OLD = "np.where(x > 0, x, 0.0)"
NEW = "np.where(x > 0, x, 0.01 * x)"
