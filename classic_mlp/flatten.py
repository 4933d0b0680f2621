"""The images of a batch as rows, its gradient worked out by hand.

Letters: `x` the input, `y` the output, `delta` = d(summed loss) / dy, `N` the batch size.

Twin: mytorch/nn/flatten.py
"""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from classic_mlp.layer import Layer
from classic_mlp.shapes import as_shaped


class Flatten(Layer):
    """y = x with all axes but the first made one

    Shape: x (N, ...) -> y (N, M),   M the product of the other sizes

    Raises ValueError for an x of one axis or of no elements, TypeError for what is not numbers.

    >>> flatten = classic_mlp.Flatten()
    >>> flatten([[[1.0, 2.0], [3.0, 4.0]]]).tolist()
    [[1.0, 2.0, 3.0, 4.0]]
    >>> flatten.backward([[5.0, 6.0, 7.0, 8.0]]).tolist()
    [[[5.0, 6.0], [7.0, 8.0]]]
    """

    parameters: Sequence[str] = ()

    def __init__(self) -> None:
        super().__init__()
        self.shape: tuple[int, ...] = ()  # of the last x

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        return self.forward(x)

    def forward(self, x: NDArray[Any]) -> NDArray[Any]:
        """Each example as one row, its last axis the fastest."""
        x = as_shaped(x, "Flatten", "x", "N", "M", ...)
        self.use()
        self.shape = x.shape
        return x.reshape(len(x), -1).copy()

    def backward(self, delta: NDArray[Any]) -> NDArray[Any]:
        """dx = delta in the shape of x

        Each y is one x, at another place: its derivative is 1 by that x and 0 by every other. So the
        gradient is delta, each number put back where its x came from.

        Shape: delta (N, M) -> dx (N, ...)
        """
        self.reuse()
        N = self.shape[0]
        size = 1
        for n in self.shape[1:]:
            size *= n
        return as_shaped(delta, "Flatten.backward", "delta", N, size).reshape(self.shape).copy()
