"""The fully connected layer, its gradient left to autograd.

Twin: classic_mlp/linear.py
"""

import math
from typing import Any

import numpy as np

from mytorch.dtypes import get_default_dtype
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["Linear"]


class Linear(Module):
    """y = x @ weight.T + bias   (Fall 2020, 2.1).

    Shape: x (N, in_features) -> y (N, out_features); weight (out_features, in_features), bias
    (out_features,), of the default dtype. Both are drawn evenly from ±1/√in_features, as in PyTorch, by
    NumPy's global generator, the weight first. ValueError where x has another shape.
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        if in_features < 1 or out_features < 1:
            raise ValueError(f"Linear needs sizes of 1 and up; got in {in_features}, out {out_features}.")
        self.in_features, self.out_features = in_features, out_features
        bound = 1 / math.sqrt(in_features)
        # Transposed in memory: so is the weight's gradient, and products and steps are quickest.
        self.weight = _parameter(np.asfortranarray(_uniform(bound, out_features, in_features)))
        self.bias = _parameter(_uniform(bound, out_features))

    def forward(self, x: Any) -> Any:
        return F.linear(x, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}"


def _uniform(bound: float, *shape: int) -> np.ndarray:
    """Drawn evenly from ±bound."""
    drawn = np.random.uniform(-bound, bound, shape)  # noqa: NPY002 (the course's generator)
    return drawn.astype(get_default_dtype())


def _parameter(start: np.ndarray) -> Tensor:
    return Tensor(start, requires_grad=True, is_parameter=True)
