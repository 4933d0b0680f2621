"""PyTorch's functions of each element: `mytorch.exp(x)` is `x.exp()`.

x is a Tensor or, as a constant, an array, a number or a list of numbers; anything else is a TypeError. Two
arguments are broadcast: ValueError for shapes that do not fit.
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
    "erf",
    "exp",
    "log",
    "log1p",
    "masked_fill",
    "matmul",
    "maximum",
    "minimum",
    "mul",
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
    """|x|; its slope at 0 is 0.

    >>> x = mytorch.tensor([-2.0, 0.0, 3.0], requires_grad=True)
    >>> mytorch.abs(x).sum().backward()
    >>> x.grad
    tensor([-1.,  0.,  1.])
    """
    return as_tensor(x).abs()


def neg(x: Any) -> Tensor:
    """-x.

    >>> mytorch.neg([1.0, -2.0])
    tensor([-1.,  2.])
    """
    return as_tensor(x).neg()


def exp(x: Any) -> Tensor:
    """e to the power of x.

    It is its own derivative.

    >>> x = mytorch.tensor([0.0, 1.0], requires_grad=True)
    >>> z = mytorch.exp(x)
    >>> z.sum().backward()
    >>> bool((x.grad == z).all())
    True
    """
    return as_tensor(x).exp()


def log(x: Any) -> Tensor:
    """The natural logarithm of x.

    Of 0 it is -inf, and of negative numbers NaN, with NumPy's warning.

    >>> x = mytorch.tensor([1.0, 4.0], requires_grad=True)
    >>> mytorch.log(x).sum().backward()
    >>> x.grad  # 1 / x
    tensor([1.  , 0.25])
    """
    return as_tensor(x).log()


def log1p(x: Any) -> Tensor:
    """log(1 + x), to all digits where x is small.

    >>> mytorch.log1p([1e-20]), mytorch.log([1 + 1e-20])
    (tensor([1.e-20]), tensor([0.]))
    """
    return as_tensor(x).log1p()


def sqrt(x: Any) -> Tensor:
    """The square root of x.

    >>> x = mytorch.tensor([4.0, 16.0], requires_grad=True)
    >>> mytorch.sqrt(x).sum().backward()
    >>> x.grad  # 1 / (2 sqrt(x))
    tensor([0.25 , 0.125])
    """
    return as_tensor(x).sqrt()


def sin(x: Any) -> Tensor:
    """The sine of x, in radians.

    >>> x = mytorch.tensor([0.0, np.pi], requires_grad=True)
    >>> mytorch.sin(x).sum().backward()
    >>> x.grad  # cos(x)
    tensor([ 1., -1.])
    """
    return as_tensor(x).sin()


def cos(x: Any) -> Tensor:
    """The cosine of x, in radians.

    >>> mytorch.cos([0.0, np.pi])
    tensor([ 1., -1.])
    """
    return as_tensor(x).cos()


def tanh(x: Any) -> Tensor:
    """The hyperbolic tangent of x.

    >>> x = mytorch.tensor([0.0, 1000.0], requires_grad=True)
    >>> mytorch.tanh(x).sum().backward()
    >>> x.grad  # 1 - tanh(x)²: it vanishes far from 0
    tensor([1., 0.])
    """
    return as_tensor(x).tanh()


def sigmoid(x: Any) -> Tensor:
    """1 / (1 + exp(-x)); never overflows.

    >>> x = mytorch.tensor([0.0, 1000.0], requires_grad=True)
    >>> mytorch.sigmoid(x).sum().backward()
    >>> x.grad  # at most 1/4: it vanishes far from 0
    tensor([0.25, 0.  ])
    """
    return as_tensor(x).sigmoid()


def relu(x: Any) -> Tensor:
    """max(x, 0); its slope at 0 is 0.

    >>> x = mytorch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    >>> mytorch.relu(x).sum().backward()
    >>> x.grad
    tensor([0., 0., 1.])
    """
    return as_tensor(x).relu()


def erf(x: Any) -> Tensor:
    """2/√π times the integral of exp(-t²) from 0 to x.

    >>> mytorch.erf([0.0, 1.0])
    tensor([0.    , 0.8427])
    """
    return as_tensor(x).erf()


def add(x: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """x + alpha * other.

    Shape: both are broadcast; ValueError if they do not fit. TypeError for an alpha that is no number.

    >>> mytorch.add([[1.0], [2.0]], [10.0, 20.0], alpha=2)
    tensor([[21., 41.],
            [22., 42.]])
    """
    return as_tensor(x).add(other, alpha=alpha)


def sub(x: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """x - alpha * other.

    Shape: both are broadcast; ValueError if they do not fit. TypeError for an alpha that is no number.

    >>> mytorch.sub([5.0, 6.0], 1.0, alpha=3)
    tensor([2., 3.])
    """
    return as_tensor(x).sub(other, alpha=alpha)


def mul(x: Any, other: Any) -> Tensor:
    """x * other.

    Shape: both are broadcast; ValueError if they do not fit.

    >>> x, y = (mytorch.tensor(n, requires_grad=True) for n in (2.0, 3.0))
    >>> mytorch.mul(x, y).backward()
    >>> x.grad, y.grad  # each is the other factor
    (tensor(3.), tensor(2.))
    """
    return as_tensor(x).mul(other)


def div(x: Any, other: Any) -> Tensor:
    """x / other.

    Shape: both are broadcast; ValueError if they do not fit.

    >>> x, y = (mytorch.tensor(n, requires_grad=True) for n in (6.0, 2.0))
    >>> mytorch.div(x, y).backward()
    >>> x.grad, y.grad  # 1 / y and -x / y²
    (tensor(0.5), tensor(-1.5))
    """
    return as_tensor(x).div(other)


def pow(x: Any, exponent: Any) -> Tensor:
    """x to the power of the exponent.

    Shape: both are broadcast; ValueError if they do not fit.

    >>> x = mytorch.tensor([2.0, 3.0], requires_grad=True)
    >>> mytorch.pow(x, 3).sum().backward()
    >>> x.grad  # 3 x²
    tensor([12., 27.])
    """
    return as_tensor(x).pow(exponent)


def matmul(x: Any, other: Any) -> Tensor:
    """x @ other, over leading dims too, which are broadcast.

    Shape: (..., N, K), (..., K, M) -> (..., N, M). ValueError for shapes that do not fit.

    >>> mytorch.matmul([[1.0, 2.0], [3.0, 4.0]], [10.0, 1.0])
    tensor([12., 34.])
    """
    return as_tensor(x).matmul(other)


def maximum(x: Any, other: Any) -> Tensor:
    """The larger one of each two; where they are equal, each has half of the slope.

    >>> x = mytorch.tensor([1.0, 5.0, 3.0], requires_grad=True)
    >>> mytorch.maximum(x, [3.0, 3.0, 3.0]).sum().backward()
    >>> x.grad
    tensor([0. , 1. , 0.5])
    """
    return as_tensor(x).maximum(other)


def minimum(x: Any, other: Any) -> Tensor:
    """The smaller one of each two; where they are equal, each has half of the slope.

    >>> mytorch.minimum([1.0, 5.0], [3.0, 3.0])
    tensor([1., 3.])
    """
    return as_tensor(x).minimum(other)


def clamp(x: Any, min: Any = None, max: Any = None) -> Tensor:
    """x from min up to max, each a number or a tensor; at a bound the gradient is that of x.

    ValueError if neither is given.

    >>> x = mytorch.tensor([-2.0, 0.5, 9.0], requires_grad=True)
    >>> mytorch.clamp(x, 0.0, 1.0).sum().backward()
    >>> x.grad
    tensor([0., 1., 0.])
    """
    return as_tensor(x).clamp(min, max)


def where(condition: Any, x: Any, y: Any) -> Tensor:
    """x where the condition holds, else y; the three are broadcast. TypeError for a condition of no bools.

    >>> x = mytorch.tensor([-1.0, 4.0], requires_grad=True)
    >>> mytorch.where(x > 0, x, 0.0).sum().backward()
    >>> x.grad
    tensor([0., 1.])
    """
    return composites.where(condition, x if isinstance(y, Tensor) else as_tensor(x), y)


def masked_fill(x: Any, mask: Any, value: Any) -> Tensor:
    """value, one number, where the mask holds, else x.

    TypeError for a mask of no bools, ValueError for a value of several numbers.

    >>> mytorch.masked_fill([1.0, 2.0, 3.0], [False, True, False], -1.0)
    tensor([ 1., -1.,  3.])
    """
    return as_tensor(x).masked_fill(mask, value)
