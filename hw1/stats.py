"""The Spring 2020 statistics run: its data, its network and its settings   (3.6 and the course's test.py)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp import Network
from hw1.data import Mnist, Split
from hw1.networks import build_network

__all__ = ["ACTIVATIONS", "spring_network", "standardise"]

ACTIVATIONS = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU"}
CLASSES = 10


def standardise(data: Mnist, dtype: Any) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Shift and scale each partition to mean 0 and standard deviation 1 over all its pixels; labels one-hot.

    Shape: three times (N, 784) and (N, 10), of dtype.
    """
    return [_standardise(split, np.dtype(dtype)) for split in data]


def _standardise(split: Split, dtype: np.dtype) -> tuple[NDArray[Any], NDArray[Any]]:
    x = split.images.astype(dtype)
    x -= split.images.mean()
    x /= split.images.std()
    return x, np.eye(CLASSES, dtype=dtype)[split.labels]


def spring_network(
    mode: str,
    hiddens: Sequence[int],
    activation: str,
    num_bn_layers: int,
    lr: float,
    momentum: float,
    dtype: Any,
) -> Network:
    """784 -> hiddens -> 10: weights standard normal from NumPy's global generator, biases 0, all of dtype.

    mode: "by hand" or "by autograd". With the same seed both have the same initial weights.
    """
    return build_network(
        mode,
        [28 * 28, *hiddens, CLASSES],
        [ACTIVATIONS[activation] for _ in hiddens],
        lambda n_in, n_out: np.random.normal(0, 1, (n_in, n_out)).astype(dtype),  # noqa: NPY002 (the course's)
        lambda n_out: np.zeros((1, n_out), dtype),
        lr,
        momentum,
        num_bn_layers,
    )
