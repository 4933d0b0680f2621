"""The largest number of each window, its gradient worked out by hand.

Letters: `x` the input, `y` the output, `delta` = d(summed loss) / dy, `N` the batch size,
`C` channels, `H, W` the height and width of an image. A window is kh x kw numbers; the next one lies sh
lower, or sw to the right.

Twin: mytorch/nn/pooling.py
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.layer import Layer
from classic_mlp.shapes import as_pair, as_shaped


class MaxPool2d(Layer):
    """y_nc(p, q) = max over i < kh, j < kw of x_nc(p sh + i, q sw + j)

    Shape: x (N, C, H, W) -> y (N, C, H', W'),   H' = (H - kh) // sh + 1,   W' = (W - kw) // sw + 1

    kernel_size: (kh, kw), or one number for both. stride: (sh, sw) or one number; by default the
    kernel's size, so that the windows neither overlap nor leave gaps. Rows and columns that are left over at
    the border are in no window. A NaN is larger than every number, as in PyTorch.

    Raises TypeError or ValueError for sizes that are no whole numbers of at least 1.

    >>> pool = classic_mlp.MaxPool2d(2)
    >>> pool([[[[1.0, 2.0], [4.0, 3.0]]]]).tolist()
    [[[[4.0]]]]
    >>> pool.backward([[[[1.0]]]]).tolist()  # all goes to the largest
    [[[[0.0, 0.0], [1.0, 0.0]]]]
    """

    parameters: Sequence[str] = ()

    def __init__(
        self, kernel_size: int | tuple[int, int], stride: int | tuple[int, int] | None = None
    ) -> None:
        super().__init__()
        self.kernel_size = as_pair(kernel_size, "MaxPool2d", "kernel_size", 1)
        self.stride = self.kernel_size if stride is None else as_pair(stride, "MaxPool2d", "stride", 1)
        self._shape: tuple[int, ...] = ()  # of the last x
        self._winner: Any = None  # of each window, which element was the largest: i * kw + j

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """The largest number of each window; keeps which one it was, the first of several that are equal.

        Instead of window by window, it goes through the kh * kw places within a window: the numbers at one
        place, in all windows at once, are a slice of x with a stride. A later one wins only if larger.

        Raises ValueError for an x of other axes or smaller than a window, TypeError for what is not numbers.
        """
        x = as_shaped(x, "MaxPool2d", "x", "N", "C", "H", "W")
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        N, C, H, W = x.shape
        if min(H - kh, W - kw) < 0:
            raise ValueError(f"MaxPool2d expects images of at least {(kh, kw)} for its kernel; got {(H, W)}.")
        self.use()
        self._shape = x.shape
        shape = N, C, (H - kh) // sh + 1, (W - kw) // sw + 1
        # Results are in x's own order in memory, which Convolution chooses.
        y = np.empty_like(x, shape=shape)
        self._winner = np.zeros_like(x, np.min_scalar_type(kh * kw), shape=shape)
        for place, there in self._places(shape):
            part = x[there]
            if place == 0:
                y[...] = part
                continue
            larger = part.real > y.real
            np.maximum(self._winner, larger * self._winner.dtype.type(place), out=self._winner)
            y = np.where(larger, part, y) if np.iscomplexobj(y) else np.maximum(y, part)
        if np.isnan(y).any():
            for place, there in self._places(shape):
                self._winner[np.isnan(x[there])] = place
        return y

    def backward(self, delta: NDArray[Any]) -> NDArray[Any]:
        """dx(p sh + i, q sw + j) += delta(p, q),   (i, j) the place of the largest number in window (p, q)

        A small change of the largest number of a window changes y as much; one of another number, which
        is smaller, does not reach y. So

            dy(p, q) / dx(r, s) = 1 if x(r, s) is the one that window (p, q) took, else 0

        and an x gets the sum of delta over all windows that took it: more than one where windows overlap.
        Where several are equally large there is no derivative; the first of them, row by row, is given all.

        Shape: delta (N, C, H', W') -> dx (N, C, H, W)
        """
        self.reuse()
        shape = self._winner.shape
        delta = as_shaped(delta, "MaxPool2d.backward", "delta", *shape)
        dx = np.zeros_like(self._winner, delta.dtype, shape=self._shape)
        for place, there in self._places(shape):
            dx[there] += np.where(self._winner == place, delta, 0)
        return dx

    def _places(self, shape: tuple[int, ...]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Each place within a window, row by row: its number, and x's index of this place in all windows."""
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        _, _, high, wide = shape
        for place, (i, j) in enumerate(product(range(kh), range(kw))):
            yield place, (..., slice(i, i + sh * high, sh), slice(j, j + sw * wide, sw))
