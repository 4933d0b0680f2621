"""The batch's statistics are rows, (1, C); the running ones keep the starter's shape."""

STYLE = "handout"
BASE = "handout"
FILES_OF = {
    "mytorch/autograd_engine.py": "starter",
    "hw1/mnist.py": "starter",
}
EDITS = [
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "mean = x.sum(axis=0) / m",
        "mean = x.sum(axis=0, keepdims=True) / m",
    ),
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "squares = ((x - mean) * (x - mean)).sum(axis=0)",
        "squares = ((x - mean) * (x - mean)).sum(axis=0, keepdims=True)",
    ),
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "self.momentum.data * mean.data",
        "self.momentum.data * mean.data[0]",
    ),
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "self.momentum.data * unbiased",
        "self.momentum.data * unbiased.reshape(-1)",
    ),
]
