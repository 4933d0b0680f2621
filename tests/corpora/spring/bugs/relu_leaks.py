"""A leaky ReLU."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = None
FILE = "mytorch/activation.py"
OLD = "np.where(x > 0, x, 0.0)"
NEW = "np.where(x > 0, x, 0.01 * x)"
