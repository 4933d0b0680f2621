"""PyTorch's functions over all elements or along dims: `mytorch.sum(x, 0)` is `x.sum(0)`.

x is a Tensor or, as a constant, an array, a number or a list of numbers.
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
    """The sum over all elements, or along a dim or a tuple of dims."""
    return as_tensor(x).sum(dim, keepdim, **numpy_words)


def mean(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """The mean over all elements, or along a dim or a tuple of dims."""
    return as_tensor(x).mean(dim, keepdim, **numpy_words)


def prod(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, **numpy_words: Any) -> Tensor:
    """The product of all elements, or along a dim; in dtype, where one is given."""
    return as_tensor(x).prod(dim, keepdim, dtype=dtype, **numpy_words)


def max(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Any:
    """The greatest element, or with a dim (values, indices); max(x, y) is maximum(x, y)."""
    return as_tensor(x).max(dim, keepdim, **numpy_words)


def min(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Any:
    """The least element, or with a dim (values, indices); min(x, y) is minimum(x, y)."""
    return as_tensor(x).min(dim, keepdim, **numpy_words)


def argmax(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Where the first maximum is: in the flattened tensor, or along dim. No gradient."""
    return as_tensor(x).argmax(dim, keepdim, **numpy_words)


def argmin(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Where the first minimum is: in the flattened tensor, or along dim. No gradient."""
    return as_tensor(x).argmin(dim, keepdim, **numpy_words)


def all(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Whether no element is 0. No gradient."""
    return as_tensor(x).all(dim, keepdim, **numpy_words)


def any(x: Any, dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """Whether some element is not 0. No gradient."""
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
    """Σ (x - mean)² / (n - correction) over all elements, or over dims   (see Tensor.var)."""
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
    """The square root of var(…); its slope is 0 where all elements are equal."""
    return as_tensor(x).std(dim, unbiased, keepdim, correction=correction, **numpy_words)


def norm(x: Any, p: Any = "fro", dim: Any = None, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """(Σ |x|ᵖ)¹ᐟᵖ over all elements, or over dims; "fro" stands for p = 2."""
    return as_tensor(x).norm(p, dim, keepdim, **numpy_words)


def logsumexp(x: Any, dim: Any, keepdim: bool = False, **numpy_words: Any) -> Tensor:
    """log Σ exp(x), the sum over a dim or a tuple of dims."""
    return as_tensor(x).logsumexp(dim, keepdim, **numpy_words)


def softmax(x: Any, dim: int, dtype: Any = None) -> Tensor:
    """exp(x) / Σ exp(x), the sum along dim; in dtype, where one is given."""
    return as_tensor(x).softmax(dim, dtype)


def log_softmax(x: Any, dim: int, dtype: Any = None) -> Tensor:
    """The logarithm of softmax(x, dim, dtype)."""
    return as_tensor(x).log_softmax(dim, dtype)


def cumsum(x: Any, dim: int, *, dtype: Any = None) -> Tensor:
    """The sum of the elements up to each one along dim; in dtype, where one is given."""
    return as_tensor(x).cumsum(dim, dtype=dtype)


def outer(x: Any, other: Any) -> Tensor:
    """z[i, j] = x[i] * other[j], of two vectors."""
    return as_tensor(x).outer(other)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Products summed over the letters that the result lacks: einsum("ij,jk->ik", x, y) is x @ y.

    Without an arrow the result has the letters that occur once, sorted; "..." stands for other dims, which
    are broadcast. The operands may stand in a list.
    """
    given = operands[0] if len(operands) == 1 and isinstance(operands[0], list | tuple) else operands
    return composites.einsum(equation, [as_tensor(x) for x in given])
