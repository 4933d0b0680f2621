"""Training mode at the start of an epoch only, as the handout's pseudocode has it."""

BASE = "student"
EDITS = [
    (
        "hw1/mnist.py",
        """            model.train()
""",
        "",
    ),
    (
        "hw1/mnist.py",
        """    for _ in range(num_epochs):
""",
        """    for _ in range(num_epochs):
        model.train()
""",
    ),
]
