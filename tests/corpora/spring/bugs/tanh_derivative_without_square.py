"""1 - tanh for the derivative of tanh."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "square left out"
PLACE = "mytorch/activation.py:Tanh.derivative"
OLD = "return 1 - self.state**2"
NEW = "return 1 - self.state"
