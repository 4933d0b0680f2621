"""tanh by the handout's formula."""

BASE = "student"
PLACE = "mytorch/activation.py:Tanh.forward"
OLD = "self.state = np.tanh(x)"
NEW = "self.state = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"
