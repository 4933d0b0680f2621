"""The velocity with the other sign, subtracted."""

BASE = "student"
EDITS = [
    (
        "hw1/hw1.py:MLP.step",
        "self.momentum * layer.momentum_W - self.lr * layer.dW",
        "self.momentum * layer.momentum_W + self.lr * layer.dW",
    ),
    (
        "hw1/hw1.py:MLP.step",
        "self.momentum * layer.momentum_b - self.lr * layer.db",
        "self.momentum * layer.momentum_b + self.lr * layer.db",
    ),
    ("hw1/hw1.py:MLP.step", "layer.W = layer.W + layer.momentum_W", "layer.W = layer.W - layer.momentum_W"),
    ("hw1/hw1.py:MLP.step", "layer.b = layer.b + layer.momentum_b", "layer.b = layer.b - layer.momentum_b"),
]
