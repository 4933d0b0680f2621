"""Layers, containers, the loss, and the ops they are made of (`functional`).

Tensor stands on nn.functional, and the layers stand on Tensor: this folder is entered from both sides,
so the layers are loaded when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mytorch.nn import functional

if TYPE_CHECKING:
    from mytorch.nn.activations import Identity, ReLU, Sigmoid, Tanh
    from mytorch.nn.batchnorm import BatchNorm1d
    from mytorch.nn.linear import Linear
    from mytorch.nn.loss import CrossEntropyLoss
    from mytorch.nn.module import Module
    from mytorch.nn.sequential import Sequential

_FILES = {
    "Identity": "activations", "ReLU": "activations", "Sigmoid": "activations", "Tanh": "activations",
    "BatchNorm1d": "batchnorm", "CrossEntropyLoss": "loss", "Linear": "linear", "Module": "module",
    "Sequential": "sequential",
}  # fmt: skip

__all__ = [
    "BatchNorm1d", "CrossEntropyLoss", "Identity", "Linear", "Module", "ReLU", "Sequential", "Sigmoid",
    "Tanh", "functional",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _FILES:
        raise AttributeError(f"mytorch.nn has no {name!r}; it has {', '.join(__all__)}.")
    value = getattr(import_module(f"mytorch.nn.{_FILES[name]}"), name)
    globals()[name] = value
    return value
