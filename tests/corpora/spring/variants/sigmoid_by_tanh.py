"""The sigmoid as (1 + tanh(z / 2)) / 2."""

BASE = "student"
PLACE = "mytorch/activation.py:Sigmoid.forward"
OLD = "self.state = 1 / (1 + np.exp(-x))"
NEW = "self.state = 0.5 * (1 + np.tanh(0.5 * x))"
