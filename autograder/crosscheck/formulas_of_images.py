"""NumPy formulas for convolution, pooling and what else is for images, on real and complex arrays.

They are written in another way than mytorch's: by loops over the places of a window. Of equal numbers in a
window the first one is the maximum, as in PyTorch.

Letters: N images, C channels; space is (length,) or (height, width) of an image; k, s, p and d are a window's
size, stride, padding and dilation, one number for each dim of space.
"""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "adaptive_avg_pool",
    "avg_pool",
    "convolution",
    "max_pool",
    "pixel_norm",
    "unfold",
]

Array = NDArray[Any]
Sizes = tuple[int, ...]


def pixel_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """Batch norm of images (N, C, height, width): each channel by its own mean and variance."""
    centred = x - x.mean((0, 2, 3), keepdims=True)
    std = np.sqrt((centred * centred).mean((0, 2, 3), keepdims=True) + eps)
    return gamma[:, None, None] * centred / std + beta[:, None, None]


def _windows(
    x: Array, k: Sizes, s: Sizes, p: Sizes, d: Sizes, ceil: bool = False
) -> tuple[Sizes, Iterator[tuple[Sizes, list[list[int]]]]]:
    """How many places a window has, and for each place the indices that it sees, dim by dim."""
    counts = []
    for n, size, step, around, gap in zip(x.shape[-len(k) :], k, s, p, d, strict=True):
        room = n + 2 * around - gap * (size - 1) - 1
        count = (-(-room // step) if ceil else room // step) + 1
        counts.append(count - (ceil and (count - 1) * step >= n + around))
    places = (
        (
            place,
            [
                [at * step - around + i * gap for i in range(size)]
                for at, size, step, around, gap in zip(place, k, s, p, d, strict=True)
            ],
        )
        for place in itertools.product(*map(range, counts))
    )
    return tuple(counts), places


def _seen(x: Array, seen: list[list[int]]) -> Array:
    """The numbers (N, C, elements) at these indices of each dim of space."""
    for dim, along in enumerate(seen, start=2):
        x = x.take(along, axis=dim)
    return x.reshape(*x.shape[:2], math.prod(x.shape[2:]))


def _inside(seen: list[list[int]], space: Sizes) -> list[list[int]]:
    return [[i for i in along if 0 <= i < n] for along, n in zip(seen, space, strict=True)]


def _columns(x: Array, k: Sizes, s: Sizes, p: Sizes, d: Sizes) -> tuple[Sizes, list[Array]]:
    """How many places a window has, and what it sees at each: (N, C, elements), zeros around."""
    counts, places = _windows(x, k, s, p, d)
    padded = np.pad(x, [(0, 0), (0, 0), *((n, n) for n in p)])
    return counts, [
        _seen(padded, [[i + n for i in along] for along, n in zip(seen, p, strict=True)])
        for _, seen in places
    ]


def convolution(
    x: Array, w: Array, b: Any = None, s: Sizes = (1,), p: Sizes = (0,), d: Sizes = (1,), groups: int = 1
) -> Array:
    """Σ w[o, c, i] x[n, c, s q + d i - p] over c and i, place q by place."""
    out, depth = len(w) // groups, w.shape[1]
    counts, columns = _columns(x, w.shape[2:], s, p, d)
    z = []
    for o, kernel in enumerate(w.reshape(len(w), depth, -1)):
        first = o // out * depth
        for part in columns:
            total = (part[:, first : first + depth] * kernel).sum((1, 2))
            z.append(total if b is None else total + b[o])
    return np.stack(z, -1).reshape(len(x), len(w), *counts)


def unfold(x: Array, k: Sizes, s: Sizes, p: Sizes, d: Sizes) -> Array:
    """What the window sees, as columns."""
    return np.stack([part.reshape(len(x), -1) for part in _columns(x, k, s, p, d)[1]], -1)


def max_pool(x: Array, k: Sizes, s: Sizes, p: Sizes, d: Sizes, ceil: bool = False) -> Array:
    """The first of the largest numbers that the window sees, row by row."""
    counts, places = _windows(x, k, s, p, d, ceil)
    z = []
    for _, seen in places:
        part = _seen(x, _inside(seen, x.shape[2:]))
        z.append(np.take_along_axis(part, part.real.argmax(-1)[..., None], -1)[..., 0])
    return np.stack(z, -1).reshape(*x.shape[:2], *counts)


def avg_pool(
    x: Array, k: Sizes, s: Sizes, p: Sizes, ceil: bool = False, with_padding: bool = True, divisor: int = 0
) -> Array:
    """The mean of what the window sees; of the zeros around it too if they count."""
    counts, places = _windows(x, k, s, p, (1,) * len(k), ceil)
    z = []
    for _, seen in places:
        inside = _inside(seen, x.shape[2:])
        counted = [
            [i for i in along if i < n + around]
            for along, n, around in zip(seen, x.shape[2:], p, strict=True)
        ]
        n = divisor or math.prod(map(len, counted if with_padding else inside))
        z.append(_seen(x, inside).sum(-1) / n)
    return np.stack(z, -1).reshape(*x.shape[:2], *counts)


def adaptive_avg_pool(x: Array, sizes: Sizes) -> Array:
    """The means of so many parts of each dim of space."""
    z = []
    for place in itertools.product(*map(range, sizes)):
        part = [
            list(range(i * n // count, -(-(i + 1) * n // count)))
            for i, n, count in zip(place, x.shape[2:], sizes, strict=True)
        ]
        z.append(_seen(x, part).mean(-1))
    return np.stack(z, -1).reshape(*x.shape[:2], *sizes)
