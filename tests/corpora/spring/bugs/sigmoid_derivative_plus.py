"""S * (1 + S) for the derivative of the sigmoid."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
FILE = "mytorch/activation.py"
OLD = "np.subtract(1, y, out="
NEW = "np.add(1, y, out="
