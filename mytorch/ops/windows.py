"""A window that slides over images: what convolution and pooling share.

Inside these ops an array of images lies in memory with the batch last, (C, *space, N): each value that the
window meets is then a run of N neighbours and more, which copies, sums and products go through quickly, and
a convolution is one product for all images. Their results are views of such arrays with the batch in front,
so the next op finds its input in this order again.

Letters: space is (length,) or (height, width) of an image; k the kernel, s the stride, d the dilation,
each one number for each dim of space. Places is how often the window fits into each dim.
"""

from collections.abc import Iterator

import numpy as np

__all__ = ["batch_first", "batch_last", "gather", "places", "scatter", "seen"]


def batch_last(x: np.ndarray, padding: tuple[tuple[int, int], ...] = (), fill: float = 0) -> np.ndarray:
    """x (N, C, *space) -> (C, *space, N), contiguous; with (before, after) numbers of `fill` in each dim."""
    x = np.moveaxis(x, 0, -1)
    if not any(map(any, padding)):
        return np.ascontiguousarray(x)
    padded = [n + before + after for n, (before, after) in zip(x.shape[1:-1], padding, strict=True)]
    z = np.full((len(x), *padded, x.shape[-1]), fill, x.dtype)
    _inside(z, padding)[...] = x
    return z


def batch_first(x: np.ndarray, padding: tuple[tuple[int, int], ...] = ()) -> np.ndarray:
    """x (C, *space, N) -> (N, C, *space), a view; without the padding that batch_last put around it."""
    return np.moveaxis(_inside(x, padding), -1, 0)


def _inside(x: np.ndarray, padding: tuple[tuple[int, int], ...]) -> np.ndarray:
    """What of x (C, *space, N) the padding stands around, a view."""
    sizes = x.shape[1:]
    key = (slice(before, n - after) for n, (before, after) in zip(sizes, padding, strict=False))
    return x[(slice(None), *key)]


def places(
    space: tuple[int, ...], k: tuple[int, ...], s: tuple[int, ...], d: tuple[int, ...]
) -> tuple[int, ...]:
    """How many places the window takes in each dim; the first is the corner, and the last lies inside."""
    return tuple((n - reach) // step + 1 for n, reach, step in zip(space, spans(k, d), s, strict=True))


def spans(k: tuple[int, ...], d: tuple[int, ...]) -> tuple[int, ...]:
    """How far the window reaches in each dim, its gaps included: d (k - 1) + 1."""
    return tuple(gap * (size - 1) + 1 for size, gap in zip(k, d, strict=True))


def seen(x: np.ndarray, k: tuple[int, ...], s: tuple[int, ...], d: tuple[int, ...]) -> Iterator[np.ndarray]:
    """For each element of the window, row by row, all that it sees of x, at one place after the other.

    Shape: x (C, *space, N); what one element sees is (C, *places, N), a view.
    """
    counts = places(x.shape[1:-1], k, s, d)
    for element in np.ndindex(*k):
        starts = (i * gap for i, gap in zip(element, d, strict=True))
        steps = zip(starts, counts, s, strict=True)
        yield x[(slice(None), *(slice(i, i + (n - 1) * step + 1, step) for i, n, step in steps))]


def gather(x: np.ndarray, k: tuple[int, ...], s: tuple[int, ...], d: tuple[int, ...]) -> np.ndarray:
    """What the window sees at each place (im2col): (C, *space, N) -> (C, *k, *places, N), a fresh array."""
    dims = len(k)
    windows = np.lib.stride_tricks.sliding_window_view(x, spans(k, d), axis=tuple(range(1, dims + 1)))
    steps = (slice(None, None, step) for step in s)
    gaps = (slice(None, None, gap) for gap in d)
    windows = windows[(slice(None), *steps, slice(None), *gaps)]  # (C, *places, N, *k)
    return np.moveaxis(windows, range(-dims, 0), range(1, dims + 1)).copy()


def scatter(
    columns: np.ndarray, space: tuple[int, ...], k: tuple[int, ...], s: tuple[int, ...], d: tuple[int, ...]
) -> np.ndarray:
    """The transpose of gather: each value is added where the window saw it (col2im).

    Shape: columns (C, elements of the window, *places, N) -> (C, *space, N)
    """
    x = np.zeros((len(columns), *space, columns.shape[-1]), columns.dtype)
    for i, view in enumerate(seen(x, k, s, d)):
        view += columns[:, i]
    return x
