"""Layers, containers, the loss, and PyTorch's functions (`functional`)."""

from mytorch.nn import functional
from mytorch.nn.activations import Identity, ReLU, Sigmoid, Tanh
from mytorch.nn.batchnorm import BatchNorm1d, BatchNorm2d
from mytorch.nn.conv import Conv1d, Conv2d
from mytorch.nn.flatten import Flatten
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.module import Module
from mytorch.nn.pooling import AdaptiveAvgPool2d, AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d
from mytorch.nn.sequential import Sequential

__all__ = [
    "AdaptiveAvgPool2d",
    "AvgPool1d",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv1d",
    "Conv2d",
    "CrossEntropyLoss",
    "Flatten",
    "Identity",
    "Linear",
    "MaxPool1d",
    "MaxPool2d",
    "Module",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "functional",
]
