"""Keeps the learning rate of the start."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "lr of the start"
EDITS = [
    (
        "hw1/hw1.py",
        """        self.lr = lr
        self.momentum""",
        """        self.lr = self.rate = lr
        self.momentum""",
    ),
    ("hw1/hw1.py", "- self.lr * layer.dW", "- self.rate * layer.dW"),
    (
        "hw1/hw1.py",
        """- self.lr * layer.db
            layer.W""",
        """- self.rate * layer.db
            layer.W""",
    ),
]
