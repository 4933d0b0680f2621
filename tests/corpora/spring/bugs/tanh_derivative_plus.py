"""1 + tanh squared."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
FILE = "mytorch/activation.py"
OLD = "return 1 - y * y"
NEW = "return 1 + y * y"
