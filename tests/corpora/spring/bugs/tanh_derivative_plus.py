"""1 + tanh squared."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
PLACE = "mytorch/activation.py:Tanh.derivative"
OLD = "1 - y * y"
NEW = "1 + y * y"
