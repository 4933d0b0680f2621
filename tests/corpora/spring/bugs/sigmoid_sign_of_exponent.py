"""exp(z) for exp(-z): the sigmoid falls."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "sign"
PLACE = "mytorch/activation.py:Sigmoid.forward"
OLD = "np.exp(-x)"
NEW = "np.exp(x)"
