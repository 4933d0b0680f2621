"""Keeps the state in single precision."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "wrong dtype"
PLACE = "mytorch/activation.py:Sigmoid.forward"
OLD = "self.state = 1 / (1 + np.exp(-x))"
NEW = "self.state = (1 / (1 + np.exp(-x))).astype(np.float32)"
