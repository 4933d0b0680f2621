"""Gradients are written into arrays made once."""

BASE = "student"
FILE = "mytorch/linear.py"
OLD = "self.dW = np.dot(self.x.T, delta) / n"
NEW = """self.dW[...] = self.x.T @ delta
        self.dW /= n"""
