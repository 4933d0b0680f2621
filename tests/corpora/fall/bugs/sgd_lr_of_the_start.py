"""Keeps the learning rate of the start."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "lr of the start"
EDITS = [
    (
        "mytorch/optim/sgd.py",
        """        self.lr = lr
""",
        """        self.lr = self.rate = lr
""",
    ),
    ("mytorch/optim/sgd.py", "- self.lr * param", "- self.rate * param"),
]
