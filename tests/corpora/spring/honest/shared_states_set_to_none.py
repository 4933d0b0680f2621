"""Forgets the states once they were used."""

STYLE = "shared"
BASE = "shared"
FILES_OF = {
    "mytorch/activation.py": "compact",
    "mytorch/loss.py": "einsum",
    "mytorch/linear.py": "handout",
    "mytorch/batchnorm.py": "einsum",
}
EDITS = [
    (
        "hw1/hw1.py:MLP.backward",
        "delta = delta * self.activations[i].derivative()",
        """
        delta = delta * self.activations[i].derivative()
        self.used = self.activations[i].state
        """,
    ),
    (
        "hw1/hw1.py:MLP.backward",
        "self.criterion(self.activations[-1].state, labels)",
        """
        out = self.activations[-1].state
        self.criterion.forward(out, labels)
        """,
    ),
    (
        "hw1/hw1.py:MLP.backward",
        "delta = self.linear_layers[i].backward(delta)",
        """
        delta = self.linear_layers[i].backward(delta)
        self.linear_layers[i].state = None
        """,
    ),
]
