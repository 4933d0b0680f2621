"""The Spring 2020 statistics run: its data, its network and its settings   (3.6 and the course's test.py)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_mlp
import classic_mlp
from classic_mlp import Network
from hw1.data import Mnist, Split
from mytorch import nn

__all__ = ["ACTIVATIONS", "build_network", "standardise"]

ACTIVATIONS = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU"}
CLASSES = 10


def standardise(data: Mnist, dtype: Any) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Each partition with mean 0 and standard deviation 1, its own over all pixels, and one-hot labels.

    Shape: three times (N, 784) and (N, 10), of dtype.
    """
    return [_standardise(split, np.dtype(dtype)) for split in data]


def _standardise(split: Split, dtype: np.dtype) -> tuple[NDArray[Any], NDArray[Any]]:
    x = split.images.astype(dtype)
    x -= split.images.mean()
    x /= split.images.std()
    return x, np.eye(CLASSES, dtype=dtype)[split.labels]


def build_network(
    mode: str,
    hiddens: Sequence[int],
    activation: str,
    num_bn_layers: int,
    lr: float,
    momentum: float,
    dtype: Any,
) -> Network:
    """784 -> hiddens -> 10: weights standard normal from NumPy's global generator, biases 0, all of dtype.

    mode: who does the calculus, "classic" or "autograd". From one seed both start alike.
    """
    if mode == "classic":
        layers: Any = classic_mlp
        build: Any = classic_mlp.MLP
        criterion: Any = classic_mlp.SoftmaxCrossEntropy()
    else:
        layers, build, criterion = nn, autograd_mlp.MLP, nn.CrossEntropyLoss(reduction="sum")
    names = [ACTIVATIONS[activation] for _ in hiddens] + ["Identity"]
    return build(
        28 * 28,
        CLASSES,
        hiddens,
        [getattr(layers, name)() for name in names],
        lambda n_in, n_out: np.random.normal(0, 1, (n_in, n_out)).astype(dtype),  # noqa: NPY002 (the course's)
        lambda n_out: np.zeros((1, n_out), dtype),
        criterion,
        lr,
        momentum,
        num_bn_layers,
    )
