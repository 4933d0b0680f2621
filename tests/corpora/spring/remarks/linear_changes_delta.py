"""Divides the caller's delta by N, once nobody needs it any more."""

BASE = "student"
REMARK = "changed in place"
EDITS = [
    (
        "mytorch/linear.py:Linear.backward",
        "self.dW = np.dot(self.x.T, delta) / n",
        "dx = np.dot(delta, self.W.T)",
    ),
    (
        "mytorch/linear.py:Linear.backward",
        "self.db = np.mean(delta, axis=0, keepdims=True)",
        """
        delta /= n
        self.dW = np.dot(self.x.T, delta)
        self.db = np.sum(delta, axis=0, keepdims=True)
        """,
    ),
    ("mytorch/linear.py:Linear.backward", "return np.dot(delta, self.W.T)", "return dx"),
]
