"""The sigmoid as exp(z) / (1 + exp(z)), which is nan for large z."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "unstable"
FILE = "mytorch/activation.py"
OLD = "self.state = 1 / (1 + np.exp(-x))"
NEW = "self.state = np.exp(x) / (1 + np.exp(x))"
