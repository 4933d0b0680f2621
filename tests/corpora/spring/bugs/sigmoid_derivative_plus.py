"""S * (1 + S) for the derivative of the sigmoid."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
PLACE = "mytorch/activation.py:Sigmoid.derivative"
OLD = "y * (1 - y)"
NEW = "y * (1 + y)"
