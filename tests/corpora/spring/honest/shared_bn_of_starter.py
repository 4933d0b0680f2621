"""By the activations' state, with the starter's layers and momentum_B."""

STYLE = "shared"
BASE = "shared"
FILES_OF = {
    "mytorch/activation.py": "starter",
    "mytorch/linear.py": "starter",
    "mytorch/batchnorm.py": "starter",
    "mytorch/loss.py": "starter",
}
EDITS = [
    (
        "hw1/hw1.py:MLP.step",
        "linear.momentum_b = self.momentum * linear.momentum_b - self.lr * linear.db",
        "linear.momentum_B = self.momentum * linear.momentum_B - self.lr * linear.db",
    ),
    (
        "hw1/hw1.py:MLP.step",
        "linear.b = linear.b + linear.momentum_b",
        "linear.b = linear.b + linear.momentum_B",
    ),
]
