"""The activations as layers; the formulas and derivatives are in mytorch/ops/network.py.

As in every layer, x is a Tensor or an array; an array is a constant. Integers become floats first, except
that Identity and ReLU keep a Tensor of integers.

Twin: classic_mlp/activation.py
"""

from mytorch.arguments import TensorLike, floats
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["Identity", "ReLU", "Sigmoid", "Tanh"]


class Identity(Module):
    """y = x   Shape: any -> the same"""

    def forward(self, x: TensorLike) -> Tensor:
        return x if isinstance(x, Tensor) else floats("Identity", "x", x)


class ReLU(Module):
    """y = max(x, 0), with derivative 0 at 0   (Fall 2020, 2.2).   Shape: any -> the same"""

    def forward(self, x: TensorLike) -> Tensor:
        return F.relu(x if isinstance(x, Tensor) else floats("ReLU", "x", x))


class Sigmoid(Module):
    """y = 1 / (1 + exp(-x))   Shape: any -> the same"""

    def forward(self, x: TensorLike) -> Tensor:
        return F.sigmoid(floats("Sigmoid", "x", x))


class Tanh(Module):
    """y = tanh(x)   Shape: any -> the same"""

    def forward(self, x: TensorLike) -> Tensor:
        return F.tanh(floats("Tanh", "x", x))
