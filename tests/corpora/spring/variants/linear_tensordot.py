"""All products by tensordot; db by a product with ones."""

BASE = "student"
EDITS = [
    (
        "mytorch/linear.py:Linear.backward",
        "self.dW = np.dot(self.x.T, delta) / n",
        "self.dW = np.tensordot(self.x, delta, axes=(0, 0)) / n",
    ),
    (
        "mytorch/linear.py:Linear.backward",
        "np.mean(delta, axis=0, keepdims=True)",
        "np.ones((1, n)) @ delta / n",
    ),
    (
        "mytorch/linear.py:Linear.backward",
        "return np.dot(delta, self.W.T)",
        "return np.tensordot(delta, self.W, axes=(1, 1))",
    ),
]
