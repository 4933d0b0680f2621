"""PyTorch's functions over all elements or along dims: `mytorch.sum(x, 0)` is `x.sum(0)`.

x is a Tensor or, as a constant, an array, a number or a list of numbers. IndexError for a dim that it does
not have.
"""

from typing import Any

from mytorch import composites
from mytorch.creation import as_tensor
from mytorch.tensor import Tensor

__all__ = [
    "all",
    "any",
    "argmax",
    "argmin",
    "cumsum",
    "einsum",
    "log_softmax",
    "logsumexp",
    "max",
    "mean",
    "min",
    "norm",
    "outer",
    "prod",
    "softmax",
    "std",
    "sum",
    "var",
]


def sum(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """The sum over all elements, or along a dim or a tuple of dims.

    >>> x = mytorch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> mytorch.sum(x, 0).detach()
    tensor([4., 6.])
    >>> mytorch.sum(x).backward()
    >>> x.grad
    tensor([[1., 1.],
            [1., 1.]])
    """
    return as_tensor(x).sum(dim, keepdim, **numpy_words)


def mean(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """The mean over all elements, or along a dim or a tuple of dims. TypeError for integers.

    >>> x = mytorch.tensor([1.0, 2.0, 3.0, 6.0], requires_grad=True)
    >>> mytorch.mean(x).backward()
    >>> x.grad  # 1 / N
    tensor([0.25, 0.25, 0.25, 0.25])
    """
    return as_tensor(x).mean(dim, keepdim, **numpy_words)


def prod(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, **numpy_words: Any) -> Tensor:
    """The product of all elements, or along a dim; in dtype, where one is given.

    >>> x = mytorch.tensor([2.0, 3.0, 5.0], requires_grad=True)
    >>> mytorch.prod(x).backward()
    >>> x.grad  # each is the product of the others
    tensor([15., 10.,  6.])
    """
    return as_tensor(x).prod(dim, keepdim, dtype=dtype, **numpy_words)


def max(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Any:
    """The greatest element, or with a dim (values, indices); max(x, y) is maximum(x, y).

    ValueError where there is no element.

    >>> x = mytorch.tensor([1.0, 7.0, 3.0], requires_grad=True)
    >>> mytorch.max(x).backward()
    >>> x.grad
    tensor([0., 1., 0.])
    """
    return as_tensor(x).max(dim, keepdim, **numpy_words)


def min(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Any:
    """The least element, or with a dim (values, indices); min(x, y) is minimum(x, y).

    ValueError where there is no element.

    >>> values, indices = mytorch.min([[4.0, 2.0], [1.0, 3.0]], 1)
    >>> values, indices
    (tensor([2., 1.]), tensor([1, 0]))
    """
    return as_tensor(x).min(dim, keepdim, **numpy_words)


def argmax(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Where the first maximum is: in the flattened tensor, or along dim. No gradient.

    >>> mytorch.argmax([[0.1, 0.9], [0.8, 0.2]], 1)
    tensor([1, 0])
    """
    return as_tensor(x).argmax(dim, keepdim, **numpy_words)


def argmin(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Where the first minimum is: in the flattened tensor, or along dim. No gradient.

    >>> mytorch.argmin([3.0, 1.0, 1.0])
    tensor(1)
    """
    return as_tensor(x).argmin(dim, keepdim, **numpy_words)


def all(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Whether no element is 0. No gradient.

    >>> mytorch.all([[True, False], [True, True]], 1)
    tensor([False,  True])
    """
    return as_tensor(x).all(dim, keepdim, **numpy_words)


def any(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Whether some element is not 0. No gradient.

    >>> mytorch.any([[0.0, 0.0], [0.0, 5.0]], 1)
    tensor([False,  True])
    """
    return as_tensor(x).any(dim, keepdim, **numpy_words)


def var(
    x: Any,
    dim: Any = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    **numpy_words: Any,
) -> Tensor:
    """Σ (x - mean)² / (n - correction) over all elements, or over dims   (see Tensor.var).

    TypeError for integers.

    >>> mytorch.var([1.0, 3.0]), mytorch.var([1.0, 3.0], unbiased=False)
    (tensor(2.), tensor(1.))
    """
    return as_tensor(x).var(dim, unbiased, keepdim, correction=correction, **numpy_words)


def std(
    x: Any,
    dim: Any = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    **numpy_words: Any,
) -> Tensor:
    """The square root of var(…); its slope is 0 where all elements are equal. TypeError for integers.

    >>> mytorch.std([1.0, 5.0], correction=0)
    tensor(2.)
    """
    return as_tensor(x).std(dim, unbiased, keepdim, correction=correction, **numpy_words)


def norm(x: Any, p: Any = "fro", dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """(Σ |x|ᵖ)¹ᐟᵖ over all elements, or over dims; "fro" stands for p = 2. TypeError for integers.

    >>> x = mytorch.tensor([3.0, 4.0], requires_grad=True)
    >>> mytorch.norm(x).backward()
    >>> x.grad  # x / |x|
    tensor([0.6, 0.8])
    """
    return as_tensor(x).norm(p, dim, keepdim, **numpy_words)


def logsumexp(x: Any, dim: Any, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """log Σ exp(x), the sum over a dim or a tuple of dims.

    >>> mytorch.logsumexp([1000.0, 1000.0], 0)  # exp(1000.0) alone would overflow
    tensor(1000.6931)
    """
    return as_tensor(x).logsumexp(dim, keepdim, **numpy_words)


def softmax(x: Any, dim: int, dtype: Any = None) -> Tensor:
    """exp(x) / Σ exp(x), the sum along dim; in dtype, where one is given.

    >>> mytorch.softmax([[0.0, 0.0], [1000.0, 0.0]], 1)
    tensor([[0.5, 0.5],
            [1. , 0. ]])
    """
    return as_tensor(x).softmax(dim, dtype)


def log_softmax(x: Any, dim: int, dtype: Any = None) -> Tensor:
    """The logarithm of softmax(x, dim, dtype).

    >>> mytorch.log_softmax([0.0, 1000.0], 0)  # the logarithm of softmax would be -inf
    tensor([-1000.,     0.])
    """
    return as_tensor(x).log_softmax(dim, dtype)


def cumsum(x: Any, dim: int, *, dtype: Any = None) -> Tensor:
    """The sum of the elements up to each one along dim; in dtype, where one is given.

    >>> mytorch.cumsum([1, 2, 3, 4], 0)
    tensor([ 1,  3,  6, 10])
    """
    return as_tensor(x).cumsum(dim, dtype=dtype)


def outer(x: Any, other: Any) -> Tensor:
    """z[i, j] = x[i] * other[j], of two vectors.

    Shape: (N,), (M,) -> (N, M). ValueError for other shapes.

    >>> mytorch.outer([1.0, 2.0], [10.0, 20.0, 30.0])
    tensor([[10., 20., 30.],
            [20., 40., 60.]])
    """
    return as_tensor(x).outer(other)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Products summed over the letters that the result lacks: einsum("ij,jk->ik", x, y) is x @ y.

    Without an arrow the result has the letters that occur once, sorted; "..." stands for other dims, which
    are broadcast. The operands may stand in a list.

    TypeError if the equation is no string, ValueError if the operands do not fit it.

    >>> mytorch.einsum("ij,ij->i", [[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [1.0, 1.0]])
    tensor([1., 7.])
    """
    given = operands[0] if len(operands) == 1 and isinstance(operands[0], list | tuple) else operands
    return composites.einsum(equation, [as_tensor(x) for x in given])
