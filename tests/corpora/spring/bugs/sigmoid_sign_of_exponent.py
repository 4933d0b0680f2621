"""exp(z) for exp(-z): the sigmoid falls."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "sign"
FILE = "mytorch/activation.py"
OLD = "np.exp(-x)"
NEW = "np.exp(x)"
