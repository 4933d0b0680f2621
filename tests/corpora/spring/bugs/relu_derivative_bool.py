"""The derivative of ReLU is an array of truth values."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "wrong dtype"
PLACE = "mytorch/activation.py:ReLU.derivative"
OLD = "return np.where(self.state > 0, 1.0, 0.0)"
NEW = "return self.state > 0"
