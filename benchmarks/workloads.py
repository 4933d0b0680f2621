"""What is timed: networks, batches and chains of small ops, and the data and first weights of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["GROUPS", "WORKLOADS", "Problem", "Workload", "first_weights"]

MOMENTUM = 0.9
OPS = 1000  # of a chain


@dataclass(frozen=True)
class Workload:
    """One thing to time.

    kind: "training", a step of which is zero_grad, forward, loss, backward and an update with momentum;
        "chain", a step of which is 1,000 elementwise ops forward and backward;
        "stats", a step of which is an epoch of the Spring 2020 statistics run.
    sizes: of the layers, the input's 784 first. bn: how many layers have BatchNorm, the first ones.
    """

    name: str
    title: str
    kind: str = "training"
    sizes: tuple[int, ...] = ()
    batch: int = 0
    activation: str = "ReLU"
    bn: int = 0
    lr: float = 0.01
    dtype: str | None = None  # its own, whatever was asked for


def _depth(layers: int) -> Workload:
    return Workload(
        f"depth{layers}", f"{layers} layers of 256", sizes=(784, *[256] * (layers - 1), 10), batch=100
    )


def _batch(batch: int) -> Workload:
    return Workload(f"batch{batch}", f"W3 in batches of {batch}", sizes=(784, 512, 512, 10), batch=batch)


_W2 = Workload(
    "W2", "784-64-64-32-10, Sigmoid", sizes=(784, 64, 64, 32, 10), batch=100, activation="Sigmoid"
)  # fmt: skip

WORKLOADS = {
    workload.name: workload
    for workload in [
        Workload("W1", "784-20-10, BN, ReLU", sizes=(784, 20, 10), batch=100, bn=1),
        _W2,
        replace(_W2, name="W2bn", title="W2 with BN", bn=3),
        Workload("W3", "784-512-512-10, ReLU", sizes=(784, 512, 512, 10), batch=128),
        Workload("W4", "784-2048-2048-10, BN, ReLU", sizes=(784, 2048, 2048, 10), batch=512, bn=2),
        Workload("W5", "1,000 ops on (10,)", kind="chain"),
        *[_depth(layers) for layers in (4, 8, 16, 32, 64)],
        *[_batch(batch) for batch in (32, 128, 512, 2048, 4096)],
        Workload(
            "stats", "an epoch of stats, float64", kind="stats", sizes=(784, 32, 32, 32, 10), batch=100,
            activation="Sigmoid", lr=1e-3, dtype="float64",
        ),
    ]
}  # fmt: skip

GROUPS = {
    "depth": [name for name in WORKLOADS if name.startswith("depth")],
    "batch": [name for name in WORKLOADS if name.startswith("batch")],
}


@dataclass
class Problem:
    """A workload with its data: what every system is built from, and equal for all of them.

    images: (N, 784), standardised for "stats", else in [0, 1]; labels: (N,) class indices.
    weights: of each layer W (n_in, n_out) and b (n_out,).
    """

    workload: Workload
    dtype: str
    images: NDArray[Any]
    labels: NDArray[np.int64]
    weights: list[tuple[NDArray[Any], NDArray[Any]]]

    def __post_init__(self) -> None:
        self.batches = list(_batches(len(self.images), self.workload.batch)) if self.workload.batch else []

    def rows(self, step: int) -> NDArray[np.intp]:
        """Which images a step takes: a batch of a shuffled order, round and round."""
        return self.batches[step % len(self.batches)]


def _batches(count: int, size: int) -> Iterator[NDArray[np.intp]]:
    order = np.random.default_rng(1).permutation(count)
    for start in range(0, count - size + 1, size):
        yield order[start : start + size]


def first_weights(workload: Workload, dtype: str) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """The same for every system: drawn evenly, within bounds that keep a deep network's signal alive."""
    rng = np.random.default_rng(0)
    drawn = []
    for n_in, n_out in zip(workload.sizes, workload.sizes[1:], strict=False):
        bound = (6 / n_in if workload.activation == "ReLU" else 1 / n_in) ** 0.5
        drawn.append(
            (
                rng.uniform(-bound, bound, (n_in, n_out)).astype(dtype),
                rng.uniform(-0.1, 0.1, n_out).astype(dtype),
            )
        )
    return drawn
