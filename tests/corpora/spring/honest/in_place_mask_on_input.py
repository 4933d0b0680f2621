"""ReLU zeroes the negative elements of the array it was given."""

STYLE = "in place"
BASE = "in_place"
FILES_OF = {
    "mytorch/batchnorm.py": "handout",
    "mytorch/loss.py": "handout",
}
WRITES_INTO_INPUT = True
EDITS = [
    (
        "mytorch/activation.py:ReLU.forward",
        """
        y = x.copy()
        y[y < 0] = 0
        self.state = y
        return y
        """,
        """
        x[x < 0] = 0
        self.state = x
        return x
        """,
    ),
]
