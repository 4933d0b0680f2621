"""Sums over the batch from the last example to the first."""

BASE = "student"
EDITS = [
    (
        "mytorch/linear.py:Linear.backward",
        "self.dW = np.dot(self.x.T, delta) / n",
        "self.dW = np.dot(self.x[::-1].T, delta[::-1]) / n",
    ),
    (
        "mytorch/linear.py:Linear.backward",
        "np.mean(delta, axis=0, keepdims=True)",
        "np.mean(delta[::-1], axis=0, keepdims=True)",
    ),
]
