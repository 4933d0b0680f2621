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
    "equal",
    "floor",
    "from_numpy",
    "is_tensor",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "multinomial",
    "randperm",
    "round",
    "sign",
    "sort",
    "topk",
    "unbind",
    "unique",
]


def sort(x: Any, dim: int = -1, descending: bool = False) -> Ordered:
    """The values along dim in ascending order, and where each was."""
    return as_tensor(x).sort(dim, descending)


def argsort(x: Any, dim: int = -1, descending: bool = False) -> Tensor:
    """The indices of sort()."""
    return as_tensor(x).argsort(dim, descending)


def topk(x: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Ordered:
    """The k largest values along dim, or the smallest, in order, and where each was."""
    return as_tensor(x).topk(k, dim, largest, sorted)


def unbind(x: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along dim, without it."""
    return as_tensor(x).unbind(dim)


def floor(x: Any) -> Tensor:
    """The greatest whole number up to each element."""
    return as_tensor(x).floor()


def ceil(x: Any) -> Tensor:
    """The least whole number from each element on."""
    return as_tensor(x).ceil()


def round(x: Any) -> Tensor:
    """The nearest whole number; of two, the even one."""
    return as_tensor(x).round()


def sign(x: Any) -> Tensor:
    """-1, 0 or 1."""
    return as_tensor(x).sign()


def isnan(x: Any) -> Tensor:
    """Which elements are not a number."""
    return as_tensor(x).isnan()


def isinf(x: Any) -> Tensor:
    """Which elements are infinite, of either sign."""
    return as_tensor(x).isinf()


def isfinite(x: Any) -> Tensor:
    """Which elements are neither infinite nor NaN."""
    return as_tensor(x).isfinite()


def equal(x: Any, other: Any) -> bool:
    """Whether both have one shape and the same elements."""
    return bool(np.array_equal(as_tensor(x).array, as_tensor(other).array))


def isclose(x: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Where |x - other| <= atol + rtol * |other|."""
    equal_nan = flag("isclose", "equal_nan", equal_nan)
    return Tensor(np.isclose(as_tensor(x).array, as_tensor(other).array, rtol, atol, equal_nan))


def allclose(x: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether isclose() holds everywhere."""
    return bool(isclose(x, other, rtol, atol, equal_nan).array.all())


def is_tensor(obj: Any) -> bool:
    """Whether obj is a Tensor."""
    return isinstance(obj, Tensor)


def from_numpy(array: np.ndarray) -> Tensor:
    """A constant with a copy of an array; PyTorch's shares the memory."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"from_numpy() takes an array; got {shown(array)}.")
    return Tensor(array)


def unique(x: Any) -> Tensor:
    """Each element once, in ascending order.   Shape: any -> (K,)"""
    return Tensor(np.unique(as_tensor(x).array))


def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, … is in x, or the sum of the weights there.   Shape: (N,) -> (K,)"""
    array = as_tensor(x).array
    if array.dtype.kind not in "iub" or array.ndim != 1 or (array < 0).any():
        raise ValueError(f"bincount() takes whole numbers of 0 and up, of shape (N,); got {shown(x)}.")
    least = whole("bincount", "minlength", minlength, least=0)
    return Tensor(
        np.bincount(array.astype(np.int64), None if weights is None else as_tensor(weights).array, least)
    )


# ---- random numbers, from NumPy's global generator -------------------------------------------------------


def randperm(n: int) -> Tensor:
    """The numbers 0 to n - 1 in random order."""
    return Tensor(np.random.permutation(whole("randperm", "n", n, least=0)))  # noqa: NPY002 (the course's)


def bernoulli(x: Any) -> Tensor:
    """1 with the probability that each element of x gives, else 0."""
    p = as_tensor(x).array
    if p.dtype.kind != "f" or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"bernoulli() takes probabilities from 0 to 1, as floats; got {shown(x)}.")
    return Tensor(np.asarray(np.random.random_sample(p.shape) < p).astype(p.dtype))  # noqa: NPY002 (the course's)


def multinomial(x: Any, num_samples: int, replacement: bool = False) -> Tensor:
    """Indices drawn with probabilities in proportion to the weights x.

    Shape: (C,) -> (K,), or (N, C) -> (N, K)

    Without replacement, no index is drawn twice; ValueError if there are too few weights above 0.
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
