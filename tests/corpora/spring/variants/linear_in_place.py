"""Gradients are written into arrays made once."""

BASE = "student"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = """
self.dW[...] = self.x.T @ delta
self.dW /= n
"""
