"""The running statistics require a gradient, as all that comes out of a layer."""

STYLE = "handout"
BASE = "handout"
FILES_OF = {
    "hw1/mnist.py": "objects",
    "mytorch/optim/sgd.py": "recursive",
}
EDITS = [
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "Tensor(alpha * self.running_mean.data + self.momentum.data * mean.data)",
        "Tensor(alpha * self.running_mean.data + self.momentum.data * mean.data, requires_grad=True)",
    ),
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "Tensor(alpha * self.running_var.data + self.momentum.data * unbiased)",
        "Tensor(alpha * self.running_var.data + self.momentum.data * unbiased, requires_grad=True)",
    ),
]
