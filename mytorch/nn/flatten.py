"""Several dims as one.

Twin: classic_mlp/flatten.py
"""

import math
from typing import Any

from mytorch.arguments import TensorLike, floats, whole
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["Flatten"]


class Flatten(Module):
    """The dims from start_dim to end_dim, both included, as one.

    Shape: by default (N, *) -> (N, product of *), as (100, 16, 5, 5) -> (100, 400). A dim below 0 counts from
    the end. IndexError where x has no such dim, ValueError where start_dim is behind end_dim.
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = whole("Flatten", "start_dim", start_dim)
        self.end_dim = whole("Flatten", "end_dim", end_dim)

    def forward(self, x: TensorLike) -> Tensor:
        x = x if isinstance(x, Tensor) else floats("Flatten", "x", x)
        given: tuple[Any, ...] = x.shape
        for dim in (self.start_dim, self.end_dim):
            if not -len(given) <= dim < len(given):
                raise IndexError(f"Flatten expects x with a dim {dim}; got one of shape {given}.")
        start, end = self.start_dim % len(given), self.end_dim % len(given)
        if start > end:
            raise ValueError(
                f"Flatten expects start_dim not behind end_dim; got {self.start_dim} and {self.end_dim} for "
                f"x of shape {given}."
            )
        return x.reshape(*given[:start], math.prod(given[start : end + 1]), *given[end + 1 :])

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
