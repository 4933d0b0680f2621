"""Velocities and parameters are updated in place."""

BASE = "student"
EDITS = [
    (
        "hw1/hw1.py:MLP.step",
        "layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW",
        """
        layer.momentum_W *= self.momentum
        layer.momentum_W -= self.lr * layer.dW
        """,
    ),
    ("hw1/hw1.py:MLP.step", "layer.W = layer.W + layer.momentum_W", "layer.W += layer.momentum_W"),
]
