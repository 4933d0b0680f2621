"""backward of Linear divides the delta it was given by the batch size."""

STYLE = "in place"
BASE = "handout"
FILES_OF = {
    "mytorch/loss.py": "in_place",
    "mytorch/batchnorm.py": "in_place",
}
WRITES_INTO_INPUT = True
EDITS = [
    (
        "mytorch/linear.py:Linear.backward",
        """
        self.dW = np.dot(self.x.T, delta) / batch_size
        self.db = np.sum(delta, axis=0, keepdims=True) / batch_size
        dx = np.dot(delta, self.W.T)
        """,
        """
        dx = np.dot(delta, self.W.T)
        delta /= batch_size
        self.dW = np.dot(self.x.T, delta)
        self.db = np.sum(delta, axis=0, keepdims=True)
        """,
    ),
]
