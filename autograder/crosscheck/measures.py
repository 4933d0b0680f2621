"""Measures the difference of two tensors by four figures: see docs/same-gradient.md."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Distance", "distance", "ulps"]

Array = NDArray[Any]
ZERO = 1000  # sensitivities: a tensor below this size has fewer than three significant digits


class Distance(NamedTuple):
    """The four figures of a pair of tensors."""

    equal: bool  # in every bit, and in dtype and shape
    ulp: float  # the largest distance of two elements, in floats between them
    epsilons: float  # max|a - b| / max|b|, in epsilons of the dtype
    ratio: float  # max|a - b| over the sensitivity
    is_zero: bool = False  # b is 0 within rounding: ulp and epsilons mean nothing then


def distance(a: Array, b: Array, sensitivity: Callable[[], float]) -> Distance:
    """The distance of a from b. `sensitivity`, an absolute error, is computed only if they differ."""
    if a.shape != b.shape or a.dtype != b.dtype:
        return Distance(False, np.inf, np.inf, np.inf)
    if _bits(a) == _bits(b):
        return Distance(True, 0.0, 0.0, 0.0)
    if a.dtype.kind != "f" or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return Distance(False, np.inf, np.inf, np.inf)
    off = float(np.abs(a.astype(np.longdouble) - b).max())
    if off == 0:  # 0 and -0
        return Distance(False, 0.0, 0.0, 0.0)
    largest, eps = float(np.abs(b).max()), float(np.finfo(a.dtype).eps)
    allowed = sensitivity()
    return Distance(
        False,
        ulps(a, b),
        off / (largest * eps) if largest else np.inf,
        off / allowed if allowed else np.inf,
        is_zero=bool(largest <= ZERO * allowed),
    )


def _bits(array: Array) -> bytes:
    """The bytes of an array, with the same bits for every NaN, because a NaN's sign and payload mean
    nothing.
    """
    return np.where(array == array, array, np.nan).tobytes() if array.dtype.kind == "f" else array.tobytes()


def ulps(a: Array, b: Array) -> float:
    """The largest number of steps from an element of a to that of b, going from float to next float."""
    integer = np.dtype(f"i{a.dtype.itemsize}")

    def place(x: Array) -> Array:
        """The position of each float in the sequence of all floats; 0.0 has position 0."""
        bits = np.ascontiguousarray(x).view(integer)
        return np.where(bits >= 0, bits, np.iinfo(integer).min - bits).astype(np.longdouble)

    return float(np.abs(place(a) - place(b)).max(initial=0))
