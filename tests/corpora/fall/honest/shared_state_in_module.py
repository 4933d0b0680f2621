"""ReLU keeps its last output in the module, as the term before had it, and goes back by it."""

STYLE = "shared"
BASE = "compact"
FILES_OF = {
    "mytorch/autograd_engine.py": "objects",
    "hw1/mnist.py": "verbose",
}
FILES = {
    "mytorch/nn/activations.py": """import numpy as np

from mytorch.autograd_engine import Function
from mytorch.nn.module import Module
from mytorch.tensor import Tensor


class Activation(Module):
    def __init__(self):
        super().__init__()
        self.state = None

    def forward(self, x):
        return Apply.apply(x, self)


class ReLU(Activation):
    def function(self, array):
        self.state = np.maximum(array, 0.0)
        return self.state

    def derivative(self):
        return np.where(self.state > 0, 1.0, 0.0)


class Apply(Function):
    @staticmethod
    def forward(ctx, x, activation):
        ctx.activation = activation
        return Tensor(activation.function(x.data))

    @staticmethod
    def backward(ctx, grad):
        return Tensor(grad.data * ctx.activation.derivative()), None
""",
}
