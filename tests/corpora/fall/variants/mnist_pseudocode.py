"""Training mode at the start of an epoch only, as the handout's pseudocode has it."""

BASE = "student"
EDITS = [
    ("hw1/mnist.py:train", "model.train()", ""),
    (
        "hw1/mnist.py:train",
        "order = np.arange(len(train_x))",
        """
        model.train()
        order = np.arange(len(train_x))
        """,
    ),
]
