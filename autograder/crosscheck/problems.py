"""Random networks: the problems that every way of differentiating has to solve.

A network is drawn from one seed, so this number is enough to draw it again. Everything is random, above all
gamma and the upstream gradient: if these were 1, a check could not see that a bug forgets them as factors.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["ACTIVATIONS", "DTYPES", "Problem", "draw"]

ACTIVATIONS = ("Identity", "Sigmoid", "Tanh", "ReLU")
DTYPES = ("float32", "float64")
MAX_DEPTH, MAX_WIDTH, MAX_BATCH = 16, 256, 512

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Problem:
    """A network and a batch, in Spring's shapes, all of one dtype.

    Shape: weights[i] (n_in, n_out); biases[i], gammas[i], betas[i] (1, n_out); x (N, n_in); labels one-hot
    and upstream (N, C).
    """

    seed: int
    dtype: str
    activations: tuple[str, ...]  # one for each layer
    cross_entropy: bool  # if False, the loss is sum(outputs * upstream)
    lr: float
    momentum: float
    steps: int
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    gammas: tuple[Array, ...]  # for the first layers, which have batch norm
    betas: tuple[Array, ...]
    x: Array
    labels: Array
    upstream: Array

    @property
    def sizes(self) -> list[int]:
        """The number of inputs, and of each layer's outputs."""
        return [self.x.shape[1], *(W.shape[1] for W in self.weights)]

    @property
    def has_bn(self) -> bool:
        """Whether any layer is normalised."""
        return bool(self.gammas)

    def batches(self) -> Iterator["Problem"]:
        """The network with the batch of each training step; their sizes and orders differ."""
        size = len(self.x)
        for step in range(self.steps):
            rows = np.roll(np.arange(size), step)[: max(min(size, 2), size - step * (size // 4))]
            yield replace(self, x=self.x[rows], labels=self.labels[rows], upstream=self.upstream[rows])

    def moved(self, rng: np.random.Generator) -> "Problem":
        """The problem with every number except the labels changed by one epsilon of its dtype, up or down."""
        eps = np.finfo(self.dtype).eps

        def move(array: Array) -> Array:
            return array * (1 + eps * rng.choice([-1, 1], array.shape)).astype(array.dtype)

        return self._each(move)

    def to(self, dtype: str) -> "Problem":
        """The problem with the same numbers in another dtype."""
        moved = self._each(lambda array: array.astype(dtype))
        return replace(moved, dtype=dtype, labels=self.labels.astype(dtype))

    def _each(self, change) -> "Problem":  # type: ignore[no-untyped-def]
        """The problem with `change` applied to each array except the labels."""
        changed = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and field.name != "labels":
                changed[field.name] = change(value)
            elif isinstance(value, tuple) and field.name != "activations":
                changed[field.name] = tuple(change(array) for array in value)
        return replace(self, **changed)

    def __str__(self) -> str:
        layers = "-".join(map(str, self.sizes))
        bn = f"{len(self.gammas)} of {len(self.weights)} layers with BN" if self.has_bn else "no BN"
        loss = "cross entropy" if self.cross_entropy else "random upstream"
        return f"{layers}, {'/'.join(self.activations)}, {bn}, {loss}, batch {len(self.x)}, {self.dtype}"


def draw(seed: int, dtype: str, max_depth: int = MAX_DEPTH) -> Problem:
    """The network of this seed. Depth, widths and batch size are log-uniform: most are small, some are
    large.
    """
    rng = np.random.default_rng(seed)

    def size(least: int, most: int) -> int:
        return int(np.exp(rng.uniform(np.log(least), np.log(most + 1))))

    def normal(*shape: int) -> Array:
        return rng.normal(size=shape)

    depth = size(1, max_depth)
    sizes = [size(1, MAX_WIDTH) for _ in range(depth + 1)]
    num_bn_layers = int(rng.choice([0, 0, depth, int(rng.integers(0, depth + 1))]))
    cross_entropy = bool(rng.random() < 0.6)
    sizes[-1] = max(sizes[-1], 2) if cross_entropy else sizes[-1]
    N = size(2 if num_bn_layers else 1, MAX_BATCH)
    gain = np.exp(rng.uniform(-0.7, 0.7))
    problem = Problem(
        seed,
        "float64",
        tuple(str(name) for name in rng.choice(ACTIVATIONS, depth)),
        cross_entropy,
        lr=float(np.exp(rng.uniform(-6, -2))),
        momentum=float(rng.choice([0.0, rng.uniform(0.1, 0.95)])),
        steps=3,
        weights=tuple(normal(a, b) * gain / np.sqrt(a) for a, b in zip(sizes, sizes[1:], strict=False)),
        biases=tuple(normal(1, b) for b in sizes[1:]),
        gammas=tuple(normal(1, b) for b in sizes[1 : num_bn_layers + 1]),
        betas=tuple(normal(1, b) for b in sizes[1 : num_bn_layers + 1]),
        x=normal(N, sizes[0]) + normal(1, sizes[0]),
        labels=np.eye(sizes[-1])[rng.integers(sizes[-1], size=N)],
        upstream=normal(N, sizes[-1]),
    )
    return problem.to(dtype)
