"""The starter's layers, running statistics taken from .data."""

STYLE = "starter"
BASE = "starter"
FILES_OF = {
    "mytorch/autograd_engine.py": "handout",
    "hw1/mnist.py": "loops",
    "mytorch/optim/sgd.py": "compact",
}
EDITS = [
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        """
        self.running_mean = (one - self.momentum) * self.running_mean + self.momentum * mean
        self.running_var = (one - self.momentum) * self.running_var + self.momentum * unbiased
        """,
        """
        momentum = self.momentum.data
        self.running_mean.data = (1 - momentum) * self.running_mean.data + momentum * mean.data
        self.running_var.data = (1 - momentum) * self.running_var.data + momentum * unbiased.data
        """,
    ),
]
