"""Activations beyond the handouts', element by element, and the softmax along a dim.

x is a Tensor of any shape or, as a constant, an array; integers become floats before anything is computed.
"""

import math
import sys
from functools import partial
from typing import Any

from mytorch.arguments import TensorLike, choice, floats, number
from mytorch.ops import ELU, LeakyReLU, Sigmoid, Softplus
from mytorch.precision import in_single
from mytorch.tensor import Tensor

__all__ = [
    "elu",
    "gelu",
    "leaky_relu",
    "log_softmax",
    "logsigmoid",
    "silu",
    "softmax",
    "softplus",
]

_LOWEST = -sys.float_info.max


def leaky_relu(x: TensorLike, negative_slope: float = 0.01) -> Tensor:
    """x where x > 0, else negative_slope * x   (Maas, Hannun and Ng 2013).

    >>> x = mytorch.tensor([-1.0, 2.0])
    >>> mytorch.nn.functional.leaky_relu(x, 0.5)
    tensor([-0.5,  2. ])
    """
    x = floats("leaky_relu", "x", x)
    slope = number("leaky_relu", "negative_slope", negative_slope, least=_LOWEST)
    return LeakyReLU.apply(x, slope=slope)


def elu(x: TensorLike, alpha: float = 1.0) -> Tensor:
    """x where x > 0, else alpha * (exp(x) - 1)   (Clevert, Unterthiner and Hochreiter 2016).

    >>> x = mytorch.tensor([-100.0, 0.0, 2.0])
    >>> mytorch.nn.functional.elu(x)
    tensor([-1.,  0.,  2.])
    """
    x = floats("elu", "x", x)
    alpha = number("elu", "alpha", alpha, least=_LOWEST)
    return in_single(partial(ELU.apply, alpha=alpha), x)


def gelu(x: TensorLike, approximate: str = "none") -> Tensor:
    """x * P(Z <= x) for a standard normal Z   (Hendrycks and Gimpel 2016).

    That is x (1 + erf(x / √2)) / 2; with approximate="tanh" the erf is tanh(√(2/π) (x + 0.044715 x³)).
    ValueError for another word.

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.functional.gelu(x).sum().backward()
    >>> x.grad
    tensor([0.5])
    """
    x = floats("gelu", "x", x)
    choice("gelu", "approximate", approximate, ("none", "tanh"))
    return in_single(_gelu_by_erf if approximate == "none" else _gelu_by_tanh, x)


def _gelu_by_erf(x: Tensor) -> Tensor:
    return x * ((x * math.sqrt(0.5)).erf() + 1.0) * 0.5


def _gelu_by_tanh(x: Tensor) -> Tensor:
    # (1 + tanh u) / 2 is the sigmoid of 2 u, which keeps its digits far to the left.
    return x * Sigmoid.apply((x + x * x * x * 0.044715) * math.sqrt(8 / math.pi))


def silu(x: TensorLike) -> Tensor:
    """x * sigmoid(x), which is called swish too   (Elfwing, Uchibe and Doya 2018).

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.functional.silu(x).sum().backward()
    >>> x.grad
    tensor([0.5])
    """
    return in_single(lambda x: x * Sigmoid.apply(x), floats("silu", "x", x))


def softplus(x: TensorLike, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """log(1 + exp(beta x)) / beta, which never overflows; x itself where beta x is above the threshold.

    ValueError unless beta is above 0.

    >>> x = mytorch.tensor([-1000.0, 1000.0])
    >>> mytorch.nn.functional.softplus(x)
    tensor([   0., 1000.])
    """
    x = floats("softplus", "x", x)
    beta = number("softplus", "beta", beta, least=sys.float_info.min)
    threshold = number("softplus", "threshold", threshold, least=_LOWEST)
    return in_single(partial(Softplus.apply, beta=beta, threshold=threshold), x)


def logsigmoid(x: TensorLike) -> Tensor:
    """log(1 / (1 + exp(-x))), which never overflows: minus the softplus of -x.

    >>> x = mytorch.tensor([0.0, -1000.0], requires_grad=True)
    >>> mytorch.nn.functional.logsigmoid(x).sum().backward()
    >>> x.grad  # 1 - sigmoid(x)
    tensor([0.5, 1. ])
    """
    x = floats("logsigmoid", "x", x)
    return in_single(lambda x: -Softplus.apply(-x, beta=1.0, threshold=math.inf), x)


def softmax(x: TensorLike, dim: int, dtype: Any = None) -> Tensor:
    """exp(x) / Σ exp(x) along dim, which never overflows; x is converted to dtype first if that is given.

    IndexError if x has no such dim.

    >>> x = mytorch.tensor([1000.0, 1000.0])
    >>> mytorch.nn.functional.softmax(x, 0)
    tensor([0.5, 0.5])
    """
    x = floats("softmax", "x", x)
    return (x if dtype is None else x.to(dtype)).softmax(dim)


def log_softmax(x: TensorLike, dim: int, dtype: Any = None) -> Tensor:
    """x - log Σ exp(x) along dim, which never overflows; x is converted to dtype first if that is given.

    IndexError if x has no such dim.

    >>> x = mytorch.tensor([0.0, -1000.0])
    >>> mytorch.nn.functional.log_softmax(x, 0)
    tensor([    0., -1000.])
    """
    x = floats("log_softmax", "x", x)
    return (x if dtype is None else x.to(dtype)).log_softmax(dim)
