"""Applies tanh once more to the kept output."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "derivative of the input"
PLACE = "mytorch/activation.py:Tanh.derivative"
OLD = "return 1 - self.state**2"
NEW = "return 1 - np.tanh(self.state) ** 2"
