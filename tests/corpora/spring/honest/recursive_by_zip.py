"""Zip and reversed in both passes, with the layers of one who writes formulas down."""

STYLE = "recursive"
BASE = "shared"
FILES_OF = {
    "mytorch/activation.py": "casting",
    "mytorch/loss.py": "handout",
    "mytorch/linear.py": "objects",
    "mytorch/batchnorm.py": "handout",
}
EDITS = [
    (
        "hw1/hw1.py:MLP.backward",
        """
        for i in reversed(range(self.nlayers)):
            delta = delta * self.activations[i].derivative()
            if i < self.num_bn_layers:
                delta = self.bn_layers[i].backward(delta)
            delta = self.linear_layers[i].backward(delta)
        """,
        """
        bns = (self.bn_layers or []) + [None] * (self.nlayers - self.num_bn_layers)
        for activation, bn, linear in reversed(list(zip(self.activations, bns, self.linear_layers))):
            delta = delta * activation.derivative()
            if bn is not None:
                delta = bn.backward(delta)
            delta = linear.backward(delta)
        """,
    ),
]
