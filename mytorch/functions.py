"""PyTorch's functions of each element: `mytorch.exp(x)` is `x.exp()`.

x is a Tensor or, as a constant, an array, a number or a list of numbers.
"""

from typing import Any

from mytorch import composites
from mytorch.creation import as_tensor
from mytorch.tensor import Tensor

__all__ = [
    "abs",
    "add",
    "clamp",
    "cos",
    "div",
    "eq",
    "erf",
    "exp",
    "ge",
    "gt",
    "le",
    "log",
    "log1p",
    "lt",
    "masked_fill",
    "matmul",
    "maximum",
    "minimum",
    "mul",
    "ne",
    "neg",
    "pow",
    "relu",
    "sigmoid",
    "sin",
    "sqrt",
    "sub",
    "tanh",
    "where",
]


def abs(x: Any) -> Tensor:
    """|x|; its slope at 0 is 0."""
    return as_tensor(x).abs()


def neg(x: Any) -> Tensor:
    """-x."""
    return as_tensor(x).neg()


def exp(x: Any) -> Tensor:
    """e to the power of x."""
    return as_tensor(x).exp()


def log(x: Any) -> Tensor:
    """The natural logarithm of x."""
    return as_tensor(x).log()


def log1p(x: Any) -> Tensor:
    """log(1 + x), to all digits where x is small."""
    return as_tensor(x).log1p()


def sqrt(x: Any) -> Tensor:
    """The square root of x."""
    return as_tensor(x).sqrt()


def sin(x: Any) -> Tensor:
    """The sine of x, in radians."""
    return as_tensor(x).sin()


def cos(x: Any) -> Tensor:
    """The cosine of x, in radians."""
    return as_tensor(x).cos()


def tanh(x: Any) -> Tensor:
    """The hyperbolic tangent of x."""
    return as_tensor(x).tanh()


def sigmoid(x: Any) -> Tensor:
    """1 / (1 + exp(-x)); never overflows."""
    return as_tensor(x).sigmoid()


def relu(x: Any) -> Tensor:
    """max(x, 0); its slope at 0 is 0."""
    return as_tensor(x).relu()


def erf(x: Any) -> Tensor:
    """2/√π times the integral of exp(-t²) from 0 to x."""
    return as_tensor(x).erf()


def add(x: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """x + alpha * other."""
    return as_tensor(x).add(other, alpha=alpha)


def sub(x: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """x - alpha * other."""
    return as_tensor(x).sub(other, alpha=alpha)


def mul(x: Any, other: Any) -> Tensor:
    """x * other."""
    return as_tensor(x).mul(other)


def div(x: Any, other: Any) -> Tensor:
    """x / other."""
    return as_tensor(x).div(other)


def pow(x: Any, exponent: Any) -> Tensor:
    """x to the power of the exponent."""
    return as_tensor(x).pow(exponent)


def matmul(x: Any, other: Any) -> Tensor:
    """x @ other, over leading dims too, which are broadcast."""
    return as_tensor(x).matmul(other)


def maximum(x: Any, other: Any) -> Tensor:
    """The larger one of each two; where they are equal, each has half of the slope."""
    return as_tensor(x).maximum(other)


def minimum(x: Any, other: Any) -> Tensor:
    """The smaller one of each two; where they are equal, each has half of the slope."""
    return as_tensor(x).minimum(other)


def eq(x: Any, other: Any) -> Tensor:
    """x == other, by element."""
    return as_tensor(x).eq(other)


def ne(x: Any, other: Any) -> Tensor:
    """x != other, by element."""
    return as_tensor(x).ne(other)


def lt(x: Any, other: Any) -> Tensor:
    """x < other, by element."""
    return as_tensor(x).lt(other)


def le(x: Any, other: Any) -> Tensor:
    """x <= other, by element."""
    return as_tensor(x).le(other)


def gt(x: Any, other: Any) -> Tensor:
    """x > other, by element."""
    return as_tensor(x).gt(other)


def ge(x: Any, other: Any) -> Tensor:
    """x >= other, by element."""
    return as_tensor(x).ge(other)


def clamp(x: Any, min: Any = None, max: Any = None) -> Tensor:
    """x from min up to max, each a number or a tensor; at a bound the gradient is that of x."""
    return as_tensor(x).clamp(min, max)


def where(condition: Any, x: Any, y: Any) -> Tensor:
    """x where the condition holds, else y; the three are broadcast. TypeError for a condition of no bools."""
    return composites.where(condition, x if isinstance(y, Tensor) else as_tensor(x), y)


def masked_fill(x: Any, mask: Any, value: Any) -> Tensor:
    """value, one number, where the mask holds, else x."""
    return as_tensor(x).masked_fill(mask, value)
