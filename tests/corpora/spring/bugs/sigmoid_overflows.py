"""The sigmoid as exp(z) / (1 + exp(z)), which is nan for large z."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "unstable"
PLACE = "mytorch/activation.py:Sigmoid.forward"
OLD = "self.state = 1 / (1 + np.exp(-x))"
NEW = "self.state = np.exp(x) / (1 + np.exp(x))"
