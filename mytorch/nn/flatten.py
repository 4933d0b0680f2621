"""Flatten: from images to vectors.

Twin: classic_mlp/flatten.py
"""

import math

from mytorch.arguments import TensorLike, floats, whole
from mytorch.dims import dim_in
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["Flatten"]


class Flatten(Module):
    """The dims from start_dim to end_dim become one, of the product of their sizes.

    Shape: x (N, ...) -> (N, product of the rest), by default. IndexError where x has no such dim, ValueError
    where end_dim comes before start_dim.

    >>> mytorch.nn.Flatten()(mytorch.zeros(2, 3, 4)).shape
    (2, 12)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = whole("Flatten", "start_dim", start_dim)
        self.end_dim = whole("Flatten", "end_dim", end_dim)

    def forward(self, x: TensorLike) -> Tensor:
        x = x if isinstance(x, Tensor) else floats("Flatten", "x", x)
        shape = x.shape or (1,)
        start, end = (dim_in("Flatten", dim, x.ndim) for dim in (self.start_dim, self.end_dim))
        if end < start:
            raise ValueError(
                f"Flatten expects start_dim at or before end_dim; got {self.start_dim} and {self.end_dim} "
                f"for x of shape {x.shape}."
            )
        return x.reshape(*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :])

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
