"""The derivative of the sigmoid without the factor (1 - S)."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "factor left out"
PLACE = "mytorch/activation.py:Sigmoid.derivative"
OLD = "return self.state * (1 - self.state)"
NEW = "return self.state"
