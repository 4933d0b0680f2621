"""The activations as layers; the formulas and derivatives are in nn/functional/.

Twin: classic_mlp/activation.py
"""

from typing import Any

from mytorch.nn import functional as F
from mytorch.nn.module import Module

__all__ = ["Identity", "ReLU", "Sigmoid", "Tanh"]


class Identity(Module):
    """y = x"""

    def forward(self, x: Any) -> Any:
        return x


class ReLU(Module):
    """y = max(x, 0), with derivative 0 at 0   (Fall 2020, 2.2)"""

    def forward(self, x: Any) -> Any:
        return F.relu(x)


class Sigmoid(Module):
    """y = 1 / (1 + exp(-x))"""

    def forward(self, x: Any) -> Any:
        return F.sigmoid(x)


class Tanh(Module):
    """y = tanh(x)"""

    def forward(self, x: Any) -> Any:
        return F.tanh(x)
