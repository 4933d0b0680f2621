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
        "hw1/hw1.py:MLP.step",
        """
        if self.bn:
            for layer in self.bn_layers:
                layer.gamma = layer.gamma - self.lr * layer.dgamma
                layer.beta = layer.beta - self.lr * layer.dbeta
        """,
        """
        if self.bn:
            for layer in self.bn_layers:
                layer.gamma = layer.gamma - self.lr * layer.dgamma
                layer.beta = layer.beta - self.lr * layer.dbeta

        self.zero_grads()
        """,
    ),
    (
        "hw1/hw1.py:get_training_stats",
        """
        mlp.step()
        mlp.zero_grads()
        """,
        "mlp.step()",
    ),
]
