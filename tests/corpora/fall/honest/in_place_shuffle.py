"""Shuffles the arrays it was given, images and labels with the same state of the generator."""

STYLE = "in place"
BASE = "in_place"
FILES_OF = {
    "mytorch/autograd_engine.py": "verbose",
}
WRITES_INTO_INPUT = True
EDITS = [
    (
        "hw1/mnist.py:train",
        """
        # our own copies, which are shuffled in place with one and the same state of the generator
        x, y = train_x.copy(), train_y.copy()
        """,
        """
        # both are shuffled in place with one and the same state of the generator
        x, y = train_x, train_y
        """,
    ),
]
