"""Layers, containers, the loss, and PyTorch's functions (`functional`)."""

from mytorch.nn import functional, utils
from mytorch.nn.activations import Identity, ReLU, Sigmoid, Tanh
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.module import Module
from mytorch.nn.sequential import Sequential

__all__ = [
    "BatchNorm1d",
    "CrossEntropyLoss",
    "Identity",
    "Linear",
    "Module",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "functional",
    "utils",
]
