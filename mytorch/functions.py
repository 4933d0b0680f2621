"""PyTorch's functions on tensors: `mytorch.exp(x)` is `x.exp()`.

x is a Tensor or, as a constant, an array, a number or a list of numbers.
"""

from typing import Any

from mytorch import composites
from mytorch.tensor import Tensor
from mytorch.variable import Variable

__all__ = [
    "abs",
    "cat",
    "clamp",
    "erf",
    "log1p",
    "log_softmax",
    "logsumexp",
    "softmax",
    "squeeze",
    "stack",
    "unsqueeze",
    "where",
]


def abs(x: Any) -> Tensor:
    """|x|; its slope at 0 is 0."""
    return _tensor(x).abs()


def log1p(x: Any) -> Tensor:
    """log(1 + x), to all digits where x is small."""
    return _tensor(x).log1p()


def erf(x: Any) -> Tensor:
    """2/√π times the integral of exp(-t²) from 0 to x."""
    return _tensor(x).erf()


def clamp(x: Any, min: Any = None, max: Any = None) -> Tensor:
    """x from min up to max, each a number or a tensor; at a bound the gradient is that of x."""
    return _tensor(x).clamp(min, max)


def where(condition: Any, x: Any, y: Any) -> Tensor:
    """x where the condition holds, else y; the three are broadcast. TypeError for a condition of no bools."""
    return composites.where(condition, x if isinstance(y, Variable) else _tensor(x), y)


def softmax(x: Any, dim: int) -> Tensor:
    """exp(x) / Σ exp(x), the sum along dim."""
    return _tensor(x).softmax(dim)


def log_softmax(x: Any, dim: int) -> Tensor:
    """The logarithm of softmax(x, dim)."""
    return _tensor(x).log_softmax(dim)


def logsumexp(x: Any, dim: Any, keepdim: bool = False) -> Tensor:
    """log Σ exp(x), the sum over a dim or a tuple of dims."""
    return _tensor(x).logsumexp(dim, keepdim)


def cat(tensors: Any, dim: int = 0) -> Tensor:
    """One after another along dim.   Shape: all sizes but that of dim are the same."""
    return composites.cat(tensors, dim)


def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Next to one another along a new dim.   Shape: all have the same."""
    return composites.stack(tensors, dim)


def squeeze(x: Any, dim: Any = None) -> Tensor:
    """Without the dims of size 1, or without those among the dims named."""
    return _tensor(x).squeeze(dim)


def unsqueeze(x: Any, dim: int) -> Tensor:
    """With a dim of size 1 put in before dim."""
    return _tensor(x).unsqueeze(dim)


def _tensor(x: Any) -> Tensor:
    return x if isinstance(x, Tensor) else Tensor(x)
