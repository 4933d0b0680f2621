"""The sigmoid with a formula for either sign."""

BASE = "student"
PLACE = "mytorch/activation.py:Sigmoid.forward"
OLD = "self.state = 1 / (1 + np.exp(-x))"
NEW = """
e = np.exp(-np.abs(x))
self.state = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
"""
