"""How weights begin: each function fills a tensor in place, and answers with it.

Nothing is recorded. Numbers are drawn by NumPy's global generator (np.random.seed). A tensor that is no
floating-point one is a TypeError. `fan_in` is the number of inputs of one output, `fan_out` the number of
outputs of one input: for a weight (out, in, *kernel) the products of in or out and the kernel's sizes.
"""

import math
import sys
from typing import Any

import numpy as np

from mytorch import in_place
from mytorch.arguments import choice, number
from mytorch.errors import shown
from mytorch.tensor import Tensor

__all__ = [
    "calculate_gain",
    "constant_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]

_LOWEST = -sys.float_info.max
_LINEAR = ("linear", "sigmoid", "conv1d", "conv2d", "conv3d")


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor that keeps the size of numbers through an activation, as PyTorch has it.

    1 for "linear", "sigmoid" and convolutions, 5/3 for "tanh", √2 for "relu", √(2 / (1 + slope²)) for
    "leaky_relu", whose slope is param or 0.01, and 3/4 for "selu".

    >>> mytorch.nn.init.calculate_gain("linear"), mytorch.nn.init.calculate_gain("selu")
    (1.0, 0.75)
    """
    choice("calculate_gain", "nonlinearity", nonlinearity, (*_LINEAR, "tanh", "relu", "leaky_relu", "selu"))
    slope = 0.01 if param is None else number("calculate_gain", "param", param, least=_LOWEST)
    gains = {
        "tanh": 5 / 3,
        "relu": math.sqrt(2),
        "leaky_relu": math.sqrt(2 / (1 + slope * slope)),
        "selu": 3 / 4,
    }
    return gains.get(nonlinearity, 1.0)


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Drawn evenly from a to b. ValueError if b is below a.

    >>> x = mytorch.nn.init.uniform_(mytorch.zeros(100), -2.0, -1.0)
    >>> bool(((x >= -2.0) & (x <= -1.0)).all())
    True
    """
    a = number("uniform_", "a", a, least=_LOWEST)
    b = number("uniform_", "b", b, least=a)
    return _filled("uniform_", tensor, lambda shape: np.random.uniform(a, b, shape))  # noqa: NPY002


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Drawn from the normal distribution of that mean and standard deviation.

    >>> mytorch.manual_seed(0)
    >>> x = mytorch.nn.init.normal_(mytorch.zeros(10000), mean=5.0)
    >>> round(float(x.data.mean()), 1)
    5.0
    """
    mean = number("normal_", "mean", mean, least=_LOWEST)
    std = number("normal_", "std", std)
    return _filled("normal_", tensor, lambda shape: np.random.normal(mean, std, shape))  # noqa: NPY002


def constant_(tensor: Tensor, val: float) -> Tensor:
    """The same number everywhere.

    >>> mytorch.nn.init.constant_(mytorch.zeros(2), 0.5)
    tensor([0.5, 0.5])
    """
    val = number("constant_", "val", val, least=_LOWEST)
    return _filled("constant_", tensor, lambda shape: np.full(shape, val))


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere.

    >>> mytorch.nn.init.zeros_(mytorch.ones(2))
    tensor([0., 0.])
    """
    return _filled("zeros_", tensor, np.zeros)


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere.

    >>> mytorch.nn.init.ones_(mytorch.zeros(2))
    tensor([1., 1.])
    """
    return _filled("ones_", tensor, np.ones)


def eye_(tensor: Tensor) -> Tensor:
    """1 on the diagonal of a matrix, 0 elsewhere. ValueError for what is no matrix.

    >>> mytorch.nn.init.eye_(mytorch.zeros(2, 2)).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    _checked("eye_", tensor)
    if tensor.ndim != 2:
        raise ValueError(f"eye_ expects a matrix; got a tensor of shape {tensor.shape}.")
    return _filled("eye_", tensor, lambda shape: np.eye(*shape))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Drawn evenly from ±gain √(6 / (fan_in + fan_out))   (Glorot and Bengio 2010).

    >>> W = mytorch.nn.init.xavier_uniform_(mytorch.zeros(4, 2))
    >>> float(abs(W.data).max()) <= 1  # √(6 / 6)
    True
    """
    bound = _xavier_std("xavier_uniform_", tensor, gain) * math.sqrt(3)
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Drawn from the normal distribution of std gain √(2 / (fan_in + fan_out))   (Glorot and Bengio 2010).

    >>> mytorch.manual_seed(0)
    >>> W = mytorch.nn.init.xavier_normal_(mytorch.zeros(100, 100))
    >>> round(float(W.data.std()), 2)  # √(2 / 200)
    0.1
    """
    return normal_(tensor, 0.0, _xavier_std("xavier_normal_", tensor, gain))


def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Drawn evenly from ±gain √(3 / fan)   (He et al. 2015).

    gain: calculate_gain(nonlinearity, a), where a is the slope of a leaky_relu. fan: mode says which one.

    >>> W = mytorch.nn.init.kaiming_uniform_(mytorch.zeros(400, 6))
    >>> float(abs(W.data).max()) <= 1  # √2 √(3 / 6)
    True
    """
    bound = _kaiming_std("kaiming_uniform_", tensor, a, mode, nonlinearity) * math.sqrt(3)
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Drawn from the normal distribution of std gain / √fan   (He et al. 2015; see kaiming_uniform_).

    >>> mytorch.manual_seed(0)
    >>> W = mytorch.nn.init.kaiming_normal_(mytorch.zeros(400, 100))
    >>> round(float(W.data.std()), 2)  # √2 / √100
    0.14
    """
    return normal_(tensor, 0.0, _kaiming_std("kaiming_normal_", tensor, a, mode, nonlinearity))


def orthogonal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """gain times a random orthogonal matrix   (Saxe, McClelland and Ganguli 2014).

    The rows of (rows, everything else) are orthonormal, or its columns if there are more rows than columns.
    ValueError for a tensor of fewer than 2 dims.

    >>> W = mytorch.nn.init.orthogonal_(mytorch.zeros(3, 3))
    >>> np.allclose(W.data @ W.data.T, np.eye(3))
    True
    """
    gain = number("orthogonal_", "gain", gain, least=_LOWEST)
    _checked("orthogonal_", tensor)
    if tensor.ndim < 2:
        raise ValueError(f"orthogonal_ expects 2 dims and more; got a tensor of shape {tensor.shape}.")

    def orthogonal(shape: tuple[int, ...]) -> np.ndarray:
        rows, columns = shape[0], math.prod(shape[1:])
        drawn = np.random.standard_normal((max(rows, columns), min(rows, columns)))  # noqa: NPY002
        q, r = np.linalg.qr(drawn)
        q *= np.sign(np.diag(r))  # so that all of them are equally likely (Mezzadri 2007)
        return gain * (q if rows >= columns else q.T).reshape(shape)

    return _filled("orthogonal_", tensor, orthogonal)


def _xavier_std(owner: str, tensor: Tensor, gain: float) -> float:
    gain = number(owner, "gain", gain)
    fan_in, fan_out = _fans(owner, tensor)
    return gain * math.sqrt(2 / max(fan_in + fan_out, 1))


def _kaiming_std(owner: str, tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    choice(owner, "mode", mode, ("fan_in", "fan_out"))
    fan = _fans(owner, tensor)[mode == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(max(fan, 1))


def _fans(owner: str, tensor: Tensor) -> tuple[int, int]:
    """The inputs of one output, and the outputs of one input."""
    _checked(owner, tensor)
    if tensor.ndim < 2:
        raise ValueError(f"{owner} expects a weight (out, in) or with a kernel; got shape {tensor.shape}.")
    kernel = math.prod(tensor.shape[2:])
    return tensor.shape[1] * kernel, tensor.shape[0] * kernel


def _checked(owner: str, tensor: Any) -> None:
    if not isinstance(tensor, Tensor) or tensor.dtype.kind != "f" or not tensor.is_leaf:
        raise TypeError(f"{owner} expects a Tensor of floats, a leaf, to fill; got {shown(tensor)}.")


def _filled(owner: str, tensor: Tensor, values: Any) -> Tensor:
    """The tensor, with values(shape) in it."""
    _checked(owner, tensor)
    tensor.array[...] = values(tensor.shape)
    in_place.wrote(tensor)
    return tensor
