"""Which operands an operation of table.py may have, so that rounding decides nothing.

Each condition is asked with the operands' real parts.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = [
    "alike",
    "always",
    "apart",
    "batch",
    "double",
    "first_positive",
    "fits_batch_norm",
    "fits_linear",
    "flat",
    "masks",
    "moderate",
    "nonempty",
    "of_another",
    "off_both",
    "off_each_other",
    "off_one",
    "off_zero",
    "positive",
    "rows",
    "same_columns",
    "same_shape",
    "shaped",
    "spread",
    "spread_pixels",
    "spread_rows",
    "two_rows",
    "vectors",
    "with_dims",
]


def always(*operands: Any) -> bool:
    return True


def positive(*operands: Any) -> bool:
    """The last operand is clear of 0."""
    return bool((np.asarray(operands[-1]) > 0.2).all())


def first_positive(*operands: Any) -> bool:
    return positive(operands[0])


def apart(x: Any, *others: Any) -> bool:
    """No two elements are so close that rounding decides which is larger; ties are, where they are exact."""
    gaps = np.diff(np.sort(np.ravel(x)))
    return x.size > 0 and (_exact(x) or bool((gaps > _margin(x)).all()))


def off_zero(x: Any, *others: Any) -> bool:
    """No element is so close to 0 that rounding decides its sign; 0 itself may be, where it is exact."""
    return _exact(x) or bool((np.abs(x) > _margin(x)).all())


def off_each_other(x: Any, y: Any) -> bool:
    """No element of one is so close to the other's that rounding decides which is larger."""
    return (_exact(x) and _exact(y)) or bool((np.abs(x - y) > max(_margin(x), _margin(np.asarray(y)))).all())


def nonempty(x: Any, *others: Any) -> bool:
    return bool(x.size)


def fits_batch_norm(x: Any, gamma: Any, beta: Any) -> bool:
    return bool(x.ndim == 2 and gamma.shape == beta.shape == x.shape[1:] and x.dtype.itemsize > 2)


def batch(x: Any, gamma: Any, beta: Any) -> bool:
    """At least two rows, whose columns are not made of near-equal numbers that rounding would blow up."""
    spread = x.std(axis=0) > 0.05 if x.ndim == 2 and x.size else np.array(False)
    return fits_batch_norm(x, gamma, beta) and len(x) > 1 and (_exact(x) or bool(spread.all()))


def rows(x: Any) -> bool:
    return bool(x.ndim and len(x))


def two_rows(x: Any, indices: Any) -> bool:
    return bool(x.ndim and len(x) > 1 and indices.max(initial=0) <= 1)


def fits_linear(x: Any, weight: Any, bias: Any) -> bool:
    return bool(x.ndim == weight.ndim == 2 and bias.shape == weight.shape[:1])


def of_another(dtype: str) -> Callable[..., bool]:
    """A conversion to the dtype that is there is the tensor itself."""
    return lambda x: bool(x.dtype != dtype)


def _exact(x: Any) -> bool:
    """Whether all are multiples of 1/64, as sums and products of small halves are."""
    return bool((np.asarray(x) * 64 == np.round(np.asarray(x) * 64)).all())


def _margin(x: Any) -> float:
    return {2: 0.05, 4: 1e-3}.get(x.dtype.itemsize, 1e-6)


def off_one(x: Any) -> bool:
    return off_zero(x - 1) and off_zero(x + 1)


def flat(x: Any, y: Any) -> bool:
    """Where dot is the same as @."""
    return bool(x.ndim in (1, 2) and y.ndim in (1, 2))


def vectors(x: Any, y: Any) -> bool:
    return bool(x.ndim == y.ndim == 1)


def alike(when: Callable[..., bool] = always) -> Callable[..., bool]:
    """As `when`, for operands of one dtype: what NumPy promotes to is its own affair."""

    def alike(*operands: Any) -> bool:
        dtypes = {x.dtype for x in operands if isinstance(x, np.ndarray)}
        return len(dtypes) == 1 and when(*operands)

    return alike


def with_dims(least: int) -> Callable[..., bool]:
    """So many dims or more, and an element."""
    return lambda x, *others: bool(x.ndim >= least and x.size)


def spread(x: Any, *others: Any) -> bool:
    """Two elements or more that are not nearly equal, as the slope of their std would be rounding."""
    return x.size > 1 and float(np.std(x)) > 0.2


def spread_rows(x: Any, *others: Any) -> bool:
    """The same of each column."""
    return x.size > 0 and x.ndim > 0 and len(x) > 1 and bool((np.std(x, axis=0) > 0.2).all())


def off_both(x: Any, low: Any) -> bool:
    return off_each_other(x, low) and off_each_other(x, low + 1)


def same_columns(x: Any, y: Any) -> bool:
    return bool(x.ndim == y.ndim > 0 and x.shape[1:] == y.shape[1:])


def same_shape(x: Any, y: Any) -> bool:
    return bool(x.shape == y.shape)


def masks(x: Any, mask: Any, *others: Any) -> bool:
    return bool(x.shape == mask.shape)


def shaped(shapes: tuple[tuple[int, ...], ...], *more: Callable[..., bool]) -> Callable[..., bool]:
    """Exactly these shapes, and all the other conditions."""
    return lambda *operands: bool(
        tuple(x.shape for x in operands) == shapes and all(when(*operands) for when in more)
    )


def double(*operands: Any) -> bool:
    """What stands beside constants of float64."""
    return all(x.dtype == np.float64 for x in operands)


def moderate(*operands: Any) -> bool:
    """Logits whose sigmoid is no number next to 0 or 1, whose logarithm would be rounding."""
    return all(x.dtype.itemsize > 2 and bool((np.abs(x) < 4).all()) for x in operands)


def spread_pixels(x: Any, *others: Any) -> bool:
    """Images whose channels are not made of nearly equal numbers, and in no float16."""
    return x.dtype.itemsize > 2 and bool((x.std(axis=(0, 2, 3)) > 0.1).all())
