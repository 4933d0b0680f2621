"""tanh by the handout's formula."""

BASE = "student"
FILE = "mytorch/activation.py"
OLD = "self.state = np.tanh(x)"
NEW = "self.state = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"
