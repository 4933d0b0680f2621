"""Keeps the learning rate of the start."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "lr of the start"
EDITS = [
    ("hw1/hw1.py:MLP.__init__", "self.lr = lr", "self.lr = self.rate = lr"),
    ("hw1/hw1.py:MLP.step", "self.lr * layer.dW", "self.rate * layer.dW"),
    ("hw1/hw1.py:MLP.step", "self.lr * layer.db", "self.rate * layer.db"),
]
