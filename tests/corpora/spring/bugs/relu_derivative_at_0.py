"""The derivative of ReLU is 1 at 0."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "derivative at 0"
PLACE = "mytorch/activation.py:ReLU.derivative"
OLD = "np.where(self.state > 0, 1.0, 0.0)"
NEW = "np.where(self.state >= 0, 1.0, 0.0)"
