"""step ends with zero_grads, so that the training loop need not."""

STYLE = "handout"
BASE = "handout"
FILES_OF = {
    "mytorch/activation.py": "recursive",
    "mytorch/linear.py": "shared",
    "mytorch/batchnorm.py": "verbose",
}
EDITS = [
    (
        "hw1/hw1.py",
        """                layer.beta = layer.beta - self.lr * layer.dbeta
""",
        """                layer.beta = layer.beta - self.lr * layer.dbeta

        self.zero_grads()
""",
    ),
    (
        "hw1/hw1.py",
        """            mlp.step()
            mlp.zero_grads()
""",
        """            mlp.step()
""",
    ),
]
