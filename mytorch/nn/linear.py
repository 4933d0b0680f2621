"""The fully connected layer, its gradient left to autograd.

Twin: classic_mlp/linear.py
"""

import math

import numpy as np

from mytorch.arguments import TensorLike, flag, size, within_memory
from mytorch.dtypes import get_default_dtype
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["Linear"]


class Linear(Module):
    """y = x @ weight.T + bias   (Fall 2020, 2.1), or with bias=False y = x @ weight.T.

    Shape: x (…, in_features) -> y (…, out_features); weight (out_features, in_features), bias
    (out_features,) or None, of the default dtype. Both are drawn uniformly from [-1/√in_features,
    1/√in_features], as in PyTorch, by NumPy's global generator, the weight first.

    x may be a Tensor or an array; an array is a constant. Integers become floats first (see F.linear).
    TypeError or ValueError if a size is no whole number of at least 1, or if x has another shape.

    >>> linear = mytorch.nn.Linear(2, 1)
    >>> linear(mytorch.tensor([[1.0, 2.0]])).sum().backward()
    >>> linear.weight.grad.tolist(), linear.bias.grad.tolist()
    ([[1.0, 2.0]], [1.0])
    """

    bias: Tensor

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features = size("Linear", "in_features", in_features)
        self.out_features = size("Linear", "out_features", out_features)
        biased = flag("Linear", "bias", bias)
        bound = 1 / math.sqrt(self.in_features)
        with within_memory("Linear", self.in_features, self.out_features):
            # The weight is stored transposed, as its gradient is, because matrix products and steps are
            # fastest so.
            weight = np.asfortranarray(_uniform(bound, self.out_features, self.in_features))
            self.weight = _parameter(weight)
            if biased:
                self.bias = _parameter(_uniform(bound, self.out_features))
            else:
                self.register_parameter("bias", None)

    def forward(self, x: TensorLike) -> Tensor:
        return F.linear(x, self.weight, self.bias)

    def extra_repr(self) -> str:
        bias = "" if self.bias is not None else ", bias=False"
        return f"in_features={self.in_features}, out_features={self.out_features}{bias}"


def _uniform(bound: float, *shape: int) -> np.ndarray:
    """An array drawn uniformly from [-bound, bound]."""
    drawn = np.random.uniform(-bound, bound, shape)  # noqa: NPY002 (the course's generator)
    return drawn.astype(get_default_dtype())


def _parameter(start: np.ndarray) -> Tensor:
    return Tensor(start, requires_grad=True, is_parameter=True)
