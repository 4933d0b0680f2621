"""PyTorch's functions that order, count, compare and draw.

Only the values of sort and topk have a gradient. x is a Tensor or, as a constant, an array, a number or a
list of numbers.
"""

from typing import Any

import numpy as np

from mytorch.arguments import flag, size, whole
from mytorch.creation import as_tensor
from mytorch.errors import shown
from mytorch.tensor import Tensor
from mytorch.tensor_order import Ordered

__all__ = [
    "allclose",
    "argsort",
    "bernoulli",
    "bincount",
    "ceil",
    "eq",
    "equal",
    "floor",
    "from_numpy",
    "ge",
    "gt",
    "is_tensor",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "le",
    "lt",
    "multinomial",
    "ne",
    "randperm",
    "round",
    "sign",
    "sort",
    "topk",
    "unbind",
    "unique",
]


def sort(x: Any, dim: int = -1, descending: bool = False) -> Ordered:
    """The values along dim in ascending order, and where each was.

    >>> values, indices = mytorch.sort([3.0, 1.0, 2.0])
    >>> values, indices
    (tensor([1., 2., 3.]), tensor([1, 2, 0]))
    """
    return as_tensor(x).sort(dim, descending)


def argsort(x: Any, dim: int = -1, descending: bool = False) -> Tensor:
    """The indices of sort().

    >>> mytorch.argsort([3.0, 1.0, 2.0], descending=True)
    tensor([0, 2, 1])
    """
    return as_tensor(x).argsort(dim, descending)


def topk(x: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Ordered:
    """The k largest values along dim, or the smallest, in order, and where each was.

    ValueError for a k beyond the size of dim.

    >>> mytorch.topk([3.0, 1.0, 2.0], 2).values
    tensor([3., 2.])
    """
    return as_tensor(x).topk(k, dim, largest, sorted)


def unbind(x: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along dim, without it.

    >>> mytorch.unbind([[1.0, 2.0], [3.0, 4.0]])
    (tensor([1., 2.]), tensor([3., 4.]))
    """
    return as_tensor(x).unbind(dim)


def floor(x: Any) -> Tensor:
    """The greatest whole number up to each element.

    >>> mytorch.floor([-1.5, 1.5])
    tensor([-2.,  1.])
    """
    return as_tensor(x).floor()


def ceil(x: Any) -> Tensor:
    """The least whole number from each element on.

    >>> mytorch.ceil([-1.5, 1.5])
    tensor([-1.,  2.])
    """
    return as_tensor(x).ceil()


def round(x: Any) -> Tensor:
    """The nearest whole number; of two, the even one.

    >>> mytorch.round([0.5, 1.5, 2.6])
    tensor([0., 2., 3.])
    """
    return as_tensor(x).round()


def sign(x: Any) -> Tensor:
    """-1, 0 or 1.

    >>> mytorch.sign([-3.0, 0.0, 5.0])
    tensor([-1.,  0.,  1.])
    """
    return as_tensor(x).sign()


def isnan(x: Any) -> Tensor:
    """Which elements are not a number.

    >>> mytorch.isnan([1.0, np.nan, np.inf])
    tensor([False,  True, False])
    """
    return as_tensor(x).isnan()


def isinf(x: Any) -> Tensor:
    """Which elements are infinite, of either sign.

    >>> mytorch.isinf([1.0, np.nan, -np.inf])
    tensor([False, False,  True])
    """
    return as_tensor(x).isinf()


def isfinite(x: Any) -> Tensor:
    """Which elements are neither infinite nor NaN.

    >>> mytorch.isfinite([1.0, np.nan, np.inf])
    tensor([ True, False, False])
    """
    return as_tensor(x).isfinite()


def eq(x: Any, other: Any) -> Tensor:
    """x == other, by element.

    >>> mytorch.eq([1.0, 2.0], [1.0, 3.0])
    tensor([ True, False])
    """
    return as_tensor(x).eq(other)


def ne(x: Any, other: Any) -> Tensor:
    """x != other, by element.

    >>> mytorch.ne([1.0, 2.0], [1.0, 3.0])
    tensor([False,  True])
    """
    return as_tensor(x).ne(other)


def lt(x: Any, other: Any) -> Tensor:
    """x < other, by element.

    >>> mytorch.lt([1.0, 2.0], 2.0)
    tensor([ True, False])
    """
    return as_tensor(x).lt(other)


def le(x: Any, other: Any) -> Tensor:
    """x <= other, by element.

    >>> mytorch.le([1.0, 2.0], 2.0)
    tensor([ True,  True])
    """
    return as_tensor(x).le(other)


def gt(x: Any, other: Any) -> Tensor:
    """x > other, by element.

    >>> mytorch.gt([1.0, 2.0], 1.0)
    tensor([False,  True])
    """
    return as_tensor(x).gt(other)


def ge(x: Any, other: Any) -> Tensor:
    """x >= other, by element.

    >>> mytorch.ge([1.0, 2.0], 2.0)
    tensor([False,  True])
    """
    return as_tensor(x).ge(other)


def equal(x: Any, other: Any) -> bool:
    """Whether both have one shape and the same elements.

    >>> mytorch.equal([1.0, 2.0], [1.0, 2.0]), mytorch.equal([1.0], [1.0, 1.0])
    (True, False)
    """
    return bool(np.array_equal(as_tensor(x).array, as_tensor(other).array))


def isclose(x: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Where |x - other| <= atol + rtol * |other|.

    >>> mytorch.isclose([1.0, 1.0], [1.000001, 1.1])
    tensor([ True, False])
    """
    equal_nan = flag("isclose", "equal_nan", equal_nan)
    return Tensor(np.isclose(as_tensor(x).array, as_tensor(other).array, rtol, atol, equal_nan))


def allclose(x: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether isclose() holds everywhere.

    >>> mytorch.allclose([0.1 + 0.2], [0.3]), mytorch.equal([0.1 + 0.2], [0.3])
    (True, False)
    """
    return bool(isclose(x, other, rtol, atol, equal_nan).array.all())


def is_tensor(obj: Any) -> bool:
    """Whether obj is a Tensor.

    >>> mytorch.is_tensor(mytorch.ones(2)), mytorch.is_tensor(np.ones(2))
    (True, False)
    """
    return isinstance(obj, Tensor)


def from_numpy(array: np.ndarray) -> Tensor:
    """A constant with a copy of an array; PyTorch's shares the memory.

    TypeError for what is no array.

    >>> array = np.array([1.0, 2.0])
    >>> x = mytorch.from_numpy(array)
    >>> array[0] = 9.0
    >>> x
    tensor([1., 2.])
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(f"from_numpy() takes an array; got {shown(array)}.")
    return Tensor(array)


def unique(x: Any) -> Tensor:
    """Each element once, in ascending order.   Shape: any -> (K,)

    >>> mytorch.unique([3, 1, 3, 2, 1])
    tensor([1, 2, 3])
    """
    return Tensor(np.unique(as_tensor(x).array))


def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, … is in x, or the sum of the weights there.   Shape: (N,) -> (K,)

    ValueError for other numbers than these.

    >>> mytorch.bincount([0, 2, 2, 5])
    tensor([1, 0, 2, 0, 0, 1])
    """
    array = as_tensor(x).array
    if array.dtype.kind not in "iub" or array.ndim != 1 or (array < 0).any():
        raise ValueError(f"bincount() takes whole numbers of 0 and up, of shape (N,); got {shown(x)}.")
    least = whole("bincount", "minlength", minlength, least=0)
    return Tensor(
        np.bincount(array.astype(np.int64), None if weights is None else as_tensor(weights).array, least)
    )


# ---- random numbers, from NumPy's global generator -------------------------------------------------------


def randperm(n: int) -> Tensor:
    """The numbers 0 to n - 1 in random order.

    >>> sorted(mytorch.randperm(4).tolist())
    [0, 1, 2, 3]
    """
    return Tensor(np.random.permutation(whole("randperm", "n", n, least=0)))  # noqa: NPY002 (the course's)


def bernoulli(x: Any) -> Tensor:
    """1 with the probability that each element of x gives, else 0.

    ValueError for what is no probability.

    >>> mytorch.bernoulli([0.0, 1.0])
    tensor([0., 1.])
    """
    p = as_tensor(x).array
    if p.dtype.kind != "f" or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"bernoulli() takes probabilities from 0 to 1, as floats; got {shown(x)}.")
    return Tensor(np.asarray(np.random.random_sample(p.shape) < p).astype(p.dtype))  # noqa: NPY002 (the course's)


def multinomial(x: Any, num_samples: int, replacement: bool = False) -> Tensor:
    """Indices drawn with probabilities in proportion to the weights x.

    Shape: (C,) -> (K,), or (N, C) -> (N, K)

    Without replacement, no index is drawn twice; ValueError if there are too few weights above 0.

    >>> mytorch.multinomial([0.0, 0.7, 0.0], 3, replacement=True)
    tensor([1, 1, 1])
    """
    weights = as_tensor(x).array
    count = size("multinomial", "num_samples", num_samples)
    replacement = flag("multinomial", "replacement", replacement)
    good = (
        weights.dtype.kind == "f" and weights.ndim in (1, 2) and (np.isfinite(weights) & (weights >= 0)).all()
    )
    rows = np.atleast_2d(weights)
    if not good or ((rows > 0).sum(1) < (1 if replacement else count)).any():
        raise ValueError(
            f"multinomial() takes finite weights of 0 and up, as floats of shape (C,) or (N, C), of which at "
            f"least {1 if replacement else count} in a row are above 0; got {shown(x)}."
        )
    p = rows.astype(float) / rows.sum(1, keepdims=True, dtype=float)
    drawn = [np.random.choice(len(row), count, replacement, row) for row in p]  # noqa: NPY002 (the course's)
    return Tensor(np.array(drawn, np.int64).reshape(*weights.shape[:-1], count))
