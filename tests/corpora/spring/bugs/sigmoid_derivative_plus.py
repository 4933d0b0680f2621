"""S * (1 + S) for the derivative of the sigmoid."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
FILE = "mytorch/activation.py"
OLD = "return y * (1 - y)"
NEW = "return y * (1 + y)"
