"""Keeps the learning rate of the start."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = "lr of the start"
EDITS = [
    ("mytorch/optim/sgd.py:SGD.__init__", "self.lr = lr", "self.lr = self.rate = lr"),
    ("mytorch/optim/sgd.py:SGD.step", "self.lr * param.grad.data", "self.rate * param.grad.data"),
]
