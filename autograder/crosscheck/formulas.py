"""NumPy formulas for functions with a kink, a row maximum or statistics, on real and complex arrays.

They branch on the real part, so a complex step gives the derivative of the branch that was taken. The
derivative at a kink is a convention; these are PyTorch's: relu and abs have slope 0 at 0, `max` of all
elements divides its slope evenly among equal maxima, and `max` along a dim, like `argmax`, takes the first
of equal maxima.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "absolute",
    "batch_norm",
    "clip",
    "cross_entropy",
    "erf",
    "greater",
    "logsumexp",
    "max_along",
    "max_of_all",
    "maximum",
    "min_along",
    "min_of_all",
    "minimum",
    "norm",
    "normalise",
    "relu",
    "sigmoid",
    "softmax",
    "var",
]

Array = NDArray[Any]


def relu(x: Array) -> Array:
    """max(x, 0)"""
    return x * (x.real > 0)


def absolute(x: Array) -> Array:
    """|x|"""
    return x * np.sign(x.real)


def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ), computed in the form whose exponential cannot overflow."""
    e = np.exp(np.where(x.real < 0, x, -x))
    return np.where(x.real < 0, e, 1) / (1 + e)


def greater(x: Array, y: Any) -> Array:
    """x > y by real parts. (NumPy compares complex numbers by their imaginary parts too.)"""
    return np.real(x) > np.real(y)


def maximum(x: Array, y: Any) -> Array:
    """The larger of two numbers; if they are equal, each has slope 1/2."""
    return np.where(np.real(x) == np.real(y), (x + y) / 2, np.where(greater(x, y), x, y))


def clip(x: Array, least: float, most: float) -> Array:
    """x between two bounds; on a bound itself the slope is 1."""
    return np.where(x.real < least, least, np.where(x.real > most, most, x))


def minimum(x: Array, y: Any) -> Array:
    """The smaller of two; where they are equal, each has half of the slope."""
    return -maximum(-x, -y)


def max_of_all(x: Array) -> Any:
    """The largest element."""
    return x[x.real == x.real.max()].mean()


def max_along(x: Array, dim: int, keepdims: bool = False) -> Array:
    """The first of the largest elements along a dim."""
    if x.ndim == 0:
        return x
    z = np.take_along_axis(x, np.expand_dims(x.real.argmax(dim), dim), dim)
    return z if keepdims else z.squeeze(dim)


def min_of_all(x: Array) -> Any:
    """The least element."""
    return -max_of_all(-x)


def min_along(x: Array, dim: int, keepdims: bool = False) -> Array:
    """The first of the least elements along a dim."""
    return -max_along(-x, dim, keepdims)


def erf(x: Array) -> Array:
    """Python's own, and its slope in the direction of the imaginary part."""
    value = np.asarray(np.vectorize(math.erf, otypes=[float])(x.real))
    return value + 1j * np.imag(x) * (2 / math.sqrt(math.pi) * np.exp(-(x.real**2)))


def softmax(x: Array, dim: int) -> Array:
    """The shares of eˣ along a dim."""
    e = np.exp(x - (x.real.max(dim, keepdims=True) if x.size else 0))
    return e / e.sum(dim, keepdims=True)


def logsumexp(x: Array, dim: Any, keepdims: bool = False) -> Any:
    """The logarithm of the sum of eˣ over dims, for x of moderate size."""
    return np.log(np.exp(x).sum(dim, keepdims=keepdims))


def var(x: Array, dim: Any = None, ddof: float = 1, keepdims: bool = False) -> Any:
    """The variance over dims."""
    squares = (x - x.mean(dim, keepdims=True)) ** 2
    total = squares.sum(dim, keepdims=keepdims)
    return total / (x.size / max(np.size(total), 1) - ddof)


def norm(x: Array, p: float = 2, dim: Any = None, keepdims: bool = False) -> Any:
    """The p-norm over dims; 0 with slope 0 where all are 0."""
    total = (absolute(x) ** p).sum(dim, keepdims=keepdims)
    return np.where(total.real == 0, 0, np.where(total.real == 0, 1, total) ** (1 / p))


def batch_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """Normalise each column by its own mean and biased variance; subtract the first row to lose no digits."""
    centred = x - x[0]
    centred = centred - centred.mean(axis=0)
    return gamma * centred / np.sqrt((centred * centred).mean(axis=0) + eps) + beta


def normalise(x: Array, mean: Array, var: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """Normalise each column by the given mean and variance, as in evaluation."""
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def cross_entropy(x: Array, labels: Any, reduction: str = "mean") -> Any:
    """The softmax cross-entropy of logits (N, C) and class indices (N,)."""
    shifted = x - x.real.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(x)), np.asarray(labels)]
    return losses.mean() if reduction == "mean" else losses.sum()
