"""The activations as layers; the formulas and derivatives are in mytorch/ops/network.py and activation.py.

As in every layer, x is a Tensor or an array; an array is a constant. Integers become floats first, except
that Identity and ReLU keep a Tensor of integers.

Twin: classic_mlp/activation.py
"""

import sys

from mytorch.arguments import TensorLike, choice, flag, floats, number, whole
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = [
    "ELU",
    "GELU",
    "Identity",
    "LeakyReLU",
    "LogSoftmax",
    "ReLU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
]


class Identity(Module):
    """y = x   Shape: any -> the same

    >>> x = mytorch.tensor([-1.0, 2.0])
    >>> mytorch.nn.Identity()(x)
    tensor([-1.,  2.])
    """

    def forward(self, x: TensorLike) -> Tensor:
        return x if isinstance(x, Tensor) else floats("Identity", "x", x)


class ReLU(Module):
    """y = max(x, 0), with derivative 0 at 0   (Fall 2020, 2.2).   Shape: any -> the same

    inplace: taken for the sake of programs written for PyTorch; y has memory of its own either way.

    >>> x = mytorch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    >>> mytorch.nn.ReLU()(x).sum().backward()
    >>> x.grad
    tensor([0., 0., 1.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = flag("ReLU", "inplace", inplace)

    def forward(self, x: TensorLike) -> Tensor:
        return F.relu(x if isinstance(x, Tensor) else floats("ReLU", "x", x))


class Sigmoid(Module):
    """y = 1 / (1 + exp(-x))   Shape: any -> the same

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.Sigmoid()(x).sum().backward()
    >>> x.grad  # y (1 - y), with y = 0.5
    tensor([0.25])
    """

    def forward(self, x: TensorLike) -> Tensor:
        return F.sigmoid(floats("Sigmoid", "x", x))


class Tanh(Module):
    """y = tanh(x)   Shape: any -> the same

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.Tanh()(x).sum().backward()
    >>> x.grad  # 1 - y², with y = 0
    tensor([1.])
    """

    def forward(self, x: TensorLike) -> Tensor:
        return F.tanh(floats("Tanh", "x", x))


class LeakyReLU(Module):
    """y = x where x > 0, else negative_slope * x   (Maas, Hannun and Ng 2013)

    >>> x = mytorch.tensor([-1.0, 2.0], requires_grad=True)
    >>> mytorch.nn.LeakyReLU(0.5)(x).sum().backward()
    >>> x.grad
    tensor([0.5, 1. ])
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = number("LeakyReLU", "negative_slope", negative_slope, least=_LOWEST)

    def forward(self, x: TensorLike) -> Tensor:
        return F.leaky_relu(x, self.negative_slope)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}"


class ELU(Module):
    """y = x where x > 0, else alpha (exp(x) - 1)   (Clevert, Unterthiner and Hochreiter 2016)

    >>> mytorch.nn.ELU()(mytorch.tensor([-100.0, 0.0, 2.0]))
    tensor([-1.,  0.,  2.])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = number("ELU", "alpha", alpha, least=_LOWEST)

    def forward(self, x: TensorLike) -> Tensor:
        return F.elu(x, self.alpha)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}"


class GELU(Module):
    """y = x P(Z <= x) for a standard normal Z, by erf or approximate="tanh"   (Hendrycks and Gimpel 2016)

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.GELU()(x).sum().backward()
    >>> x.grad
    tensor([0.5])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = choice("GELU", "approximate", approximate, ("none", "tanh"))

    def forward(self, x: TensorLike) -> Tensor:
        return F.gelu(x, self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class SiLU(Module):
    """y = x / (1 + exp(-x))   (Elfwing, Uchibe and Doya 2018)

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.SiLU()(x).sum().backward()
    >>> x.grad
    tensor([0.5])
    """

    def forward(self, x: TensorLike) -> Tensor:
        return F.silu(x)


class Softplus(Module):
    """y = log(1 + exp(beta x)) / beta, and x itself where beta x is above the threshold

    >>> x = mytorch.tensor([0.0, 30.0], requires_grad=True)
    >>> mytorch.nn.Softplus()(x).sum().backward()
    >>> x.grad  # the sigmoid of x
    tensor([0.5, 1. ])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = number("Softplus", "beta", beta, least=sys.float_info.min)
        self.threshold = number("Softplus", "threshold", threshold, least=_LOWEST)

    def forward(self, x: TensorLike) -> Tensor:
        return F.softplus(x, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class Softmax(Module):
    """y = exp(x) / Σ exp(x), the sum along dim: dim=1 for rows (N, C)

    >>> mytorch.nn.Softmax(1)(mytorch.zeros(1, 4))
    tensor([[0.25, 0.25, 0.25, 0.25]])
    """

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = whole("Softmax", "dim", dim)

    def forward(self, x: TensorLike) -> Tensor:
        return F.softmax(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(Module):
    """y = x - log Σ exp(x), the sum along dim: dim=1 for rows (N, C)

    >>> mytorch.nn.LogSoftmax(1)(mytorch.zeros(1, 2)).data.round(4).tolist()  # log(1/2)
    [[-0.6931, -0.6931]]
    """

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = whole("LogSoftmax", "dim", dim)

    def forward(self, x: TensorLike) -> Tensor:
        return F.log_softmax(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


_LOWEST = -sys.float_info.max
