"""What is timed: networks, batches and chains of small ops, with the data and the first weights of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hw1.data import Mnist
from hw1.stats import standardise

__all__ = [
    "GROUPS",
    "GROWING",
    "LR",
    "MOMENTUM",
    "OPS",
    "SCALE",
    "SHIFT",
    "STATS_LR",
    "STATS_MOMENTUM",
    "WORKLOADS",
    "Problem",
    "Workload",
    "first_weights",
    "make_problem",
]

LR, MOMENTUM = 0.01, 0.9
STATS_LR, STATS_MOMENTUM = 1e-3, 0.856  # those of `python cli.py stats`
OPS, SCALE, SHIFT = 1000, 0.999, 0.002  # of a chain: y * SCALE and y + SHIFT, alternately


@dataclass(frozen=True)
class Workload:
    """One thing to time, step by step.

    kind: "training", a step of which is zero_grad, forward, loss, backward and an update with momentum;
        "chain", a step of which is 1,000 elementwise ops forward and backward;
        "stats", a step of which is an epoch of the Spring 2020 statistics run.
    sizes: of the layers, the input's first. bn: how many layers have BatchNorm, from the first on.
    curve: how many steps have their losses compared.
    dtype: its own, whatever was asked for.
    """

    name: str
    title: str
    kind: str = "training"
    sizes: tuple[int, ...] = ()
    batch: int = 0
    activation: str = "ReLU"
    bn: int = 0
    curve: int = 20
    dtype: str | None = None


def _depth(layers: int) -> Workload:
    """A deep network. Only two losses are compared, as rounding may decide the side of one of its many
    ReLUs.
    """
    title = f"{layers} layers of 256, ReLU, batch 100"
    return Workload(f"depth{layers}", title, sizes=(784, *[256] * (layers - 1), 10), batch=100, curve=2)


def _batch(batch: int) -> Workload:
    return replace(_W3, name=f"batch{batch}", title=f"W3 in batches of {batch:,}", batch=batch, curve=5)


_W2 = Workload(
    "W2", "784-64-64-32-10, Sigmoid, batch 100", sizes=(784, 64, 64, 32, 10), batch=100, activation="Sigmoid"
)
_W3 = Workload("W3", "784-512-512-10, ReLU, batch 128", sizes=(784, 512, 512, 10), batch=128)
_W4 = Workload("W4", "784-2048-2048-10, BN and ReLU, batch 512", sizes=(784, 2048, 2048, 10), batch=512, bn=2)

WORKLOADS = {
    workload.name: workload
    for workload in [
        Workload("W1", "784-20-10, BN and ReLU, batch 100", sizes=(784, 20, 10), batch=100, bn=1),
        _W2,
        replace(_W2, name="W2bn", title="784-64-64-32-10, BN and Sigmoid, batch 100", bn=3),
        _W3,
        _W4,
        Workload("W5", "1,000 elementwise ops on shape (10,)", kind="chain"),
        *map(_depth, (4, 8, 16, 32, 64)),
        *map(_batch, (32, 128, 512, 2048, 4096)),
        Workload(
            "stats",
            "an epoch of `stats`",
            kind="stats",
            sizes=(784, 32, 32, 32, 10),
            batch=100,
            activation="Sigmoid",
            curve=2,
            dtype="float64",
        ),
    ]
}

# the quantity that grows, by the beginning of the workloads' names
GROWING = {"depth": "layers of 256", "batch": "images in a batch"}
GROUPS = {
    group: [name for name in WORKLOADS if name.startswith(group) and name != group] for group in GROWING
}


@dataclass
class Problem:
    """A workload with its data: what every system is built from, and equal for all of them."""

    workload: Workload
    dtype: str
    data: Mnist
    images: NDArray[Any]  # (N, 784), those to train on, of dtype and in [0, 1]
    weights: list[tuple[NDArray[Any], NDArray[Any]]]  # of each layer W (n_in, n_out) and b (n_out,)

    @property
    def labels(self) -> NDArray[np.int64]:
        """(N,), class indices."""
        return self.data.train.labels

    @cached_property
    def batches(self) -> list[NDArray[np.intp]]:
        """The rows of each batch, in a shuffled order that is always the same."""
        return list(_batches(len(self.images), self.workload.batch))

    def rows(self, step: int) -> NDArray[np.intp]:
        """Which images a step takes: the batches, round and round."""
        return self.batches[step % len(self.batches)]

    def partitions(self) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """As `stats` has them: standardised images and one-hot labels, three times."""
        return standardise(self.data, self.dtype)


def _batches(count: int, size: int) -> Iterator[NDArray[np.intp]]:
    order = np.random.default_rng(1).permutation(count)
    for start in range(0, count - size + 1, size):
        yield order[start : start + size]


def first_weights(workload: Workload, dtype: str) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """As in `stats`, or drawn evenly in bounds that keep a deep network's signal alive. Always the same."""
    rng = np.random.default_rng(0)
    layers = []
    for n_in, n_out in zip(workload.sizes, workload.sizes[1:], strict=False):
        if workload.kind == "stats":
            W, b = rng.normal(size=(n_in, n_out)), np.zeros(n_out)
        else:
            bound = (6 / n_in if workload.activation == "ReLU" else 1 / n_in) ** 0.5
            W, b = rng.uniform(-bound, bound, (n_in, n_out)), rng.uniform(-0.1, 0.1, n_out)
        layers.append((W.astype(dtype), b.astype(dtype)))
    return layers


def make_problem(workload: Workload, dtype: str, data: Mnist, images: NDArray[Any] | None = None) -> Problem:
    """The workload on a data set. images: its training images in [0, 1], if they are made yet."""
    if images is None:
        images = np.divide(data.train.images, 255, dtype=dtype)
    return Problem(workload, dtype, data, images, first_weights(workload, dtype))
