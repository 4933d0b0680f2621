"""backward of batch norm works in the delta it was given."""

STYLE = "in place"
BASE = "in_place"
FILES_OF = {
    "mytorch/activation.py": "shared",
    "mytorch/loss.py": "recursive",
}
WRITES_INTO_INPUT = True
EDITS = [
    (
        "mytorch/batchnorm.py:BatchNorm.backward",
        """
        dx = delta * m
        dx -= self.dbeta
        """,
        """
        dx = delta
        dx *= m
        dx -= self.dbeta
        """,
    ),
]
