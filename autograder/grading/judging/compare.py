"""Compares one value with the right one, with a fair tolerance.

Two right answers differ by rounding errors. Their size is measured as in autograder/crosscheck: the
sensitivity of a value is the change of the reference when every input changes by one epsilon. The courses'
tolerance is

    1e-6 * max(1, max|expected|)  +  1e-5 * |expected|  +  1000 * sensitivity

The first term is needed if the true value is 0 (a bias before batch norm), where any rounding error is
infinite relative to it. Real mistakes are much larger: inputs are drawn so that values and differences are
of order 1. Float64 is more precise: a value within the courses' tolerance, but not within 1e-9 and 1e-7, has
lost digits, which gives a remark. Another type of numbers gives a remark too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.running.wire import Other

FLOOR, PROPORTION, SENSITIVITIES = 1e-6, 1e-5, 1000
FINE_FLOOR, FINE_PROPORTION = 1e-9, 1e-7  # the precision of float64
NUMBERS = "fiub"  # the kinds of dtype that are compared as numbers

Array = NDArray[Any]


@dataclass(frozen=True)
class Mismatch:
    """How a value differs: the mistake, if the form alone shows it, and the lines with the numbers."""

    mistake: str | None
    filled: dict[str, Any] = field(default_factory=dict)  # numbers to insert into the mistake's phrase
    lines: tuple[str, ...] = ()


def allowed(want: Any, sensitivity: Any = 0.0) -> Array:
    """The allowed error of each element of `want`."""
    return _within(FLOOR, PROPORTION, want, sensitivity)


def _within(floor: float, proportion: float, want: Any, sensitivity: Any) -> Array:
    size = np.abs(np.asarray(want, dtype=float))
    scale = max(1.0, float(size[np.isfinite(size)].max(initial=0.0)))
    return floor * scale + proportion * size + SENSITIVITIES * np.asarray(sensitivity)


def close(a: Any, b: Any, tolerance: Any) -> bool:
    """Whether two arrays of one shape agree everywhere to within the tolerance."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    with np.errstate(all="ignore"):
        return bool(((np.abs(a - b) <= tolerance) | (a == b)).all())


def mismatch(got: Any, want: Any, tolerance: Any = None) -> Mismatch | None:
    """None if `got` is right, else a description of the difference.

    If an ndarray is expected, `got` must be an ndarray of numbers of its shape (for shape () also a number).
    If a number is expected, `got` may be any number, or an ndarray with one. Other types are compared with
    ==.
    """
    if isinstance(want, np.ndarray):
        if want.ndim == 0 and isinstance(got, np.number | int | float) and not isinstance(got, bool):
            got = np.asarray(got)
        if not isinstance(got, np.ndarray):
            return Mismatch("no array", {"got": spoken(got), "want": want.shape})
        if got.shape != want.shape:
            return _wrong_shape(got, want, tolerance)
        if got.dtype.kind not in NUMBERS:
            return Mismatch("wrong dtype", {"got": got.dtype, "want": want.dtype})
    elif isinstance(want, bool | str | None):
        if type(got) is type(want) and got == want:
            return None
        return Mismatch("another value", {"got": spoken(got), "want": spoken(want)})
    else:
        single = isinstance(got, np.generic) or (isinstance(got, np.ndarray) and got.size == 1)
        number = got.item() if single else got
        if isinstance(number, bool) or not isinstance(number, int | float):
            return Mismatch("missing", {"got": f"got {spoken(got)}, expected a number"})
        got = number
    tolerance = allowed(want) if tolerance is None else tolerance
    if close(got, want, tolerance):
        return None
    return Mismatch(None, lines=tuple(_numbers(np.asarray(got), np.asarray(want), tolerance)))


def improvable(got: Any, want: Any, sensitivity: Any = 0.0) -> Mismatch | None:
    """How a right array could be better: it has another dtype, or has lost digits."""
    if not (isinstance(got, np.ndarray) and isinstance(want, np.ndarray)):
        return None
    if got.dtype != want.dtype:
        return Mismatch("wrong dtype", {"got": got.dtype, "want": want.dtype})
    fine = _within(FINE_FLOOR, FINE_PROPORTION, want, sensitivity)
    if close(got, want, fine):
        return None
    return Mismatch("digits lost", lines=tuple(_numbers(got, want, fine)))


def spoken(value: Any) -> str:
    """A value in a few words."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and {value.dtype}"
    if isinstance(value, Other):
        return f"an object of type {value.type_name}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return repr(value)[:60]


def _wrong_shape(got: Array, want: Array, tolerance: Any) -> Mismatch:
    same = got.size == want.size and got.dtype.kind in NUMBERS
    limit = allowed(want) if tolerance is None else tolerance
    if same and close(got.reshape(want.shape), want, limit):
        kind = "axis dropped"
    elif got.ndim == 2 and close(got.T, want, limit):
        kind = "transposed"
    else:
        kind = "wrong shape"
    return Mismatch(
        kind, {"got": got.shape, "want": want.shape}, (f"got shape {got.shape}, expected {want.shape}",)
    )


def _numbers(got: Array, want: Array, tolerance: Any) -> list[str]:
    """The worst element, and the number of wrong ones."""
    with np.errstate(all="ignore"):
        off = np.abs(got - want)
        over = np.where(np.isfinite(off), off / tolerance, np.inf)
    over[got == want] = 0
    at = np.unravel_index(int(np.argmax(over)), over.shape) if over.ndim else ()
    g, w = float(got[at]), float(want[at])
    ratio = f"{g / w:.6g}" if w else "none (expected 0)"
    place = f"at [{', '.join(map(str, at))}]: " if at else ""
    count = int((over > 1).sum())
    lines = [f"{place}got {g:.9g}, expected {w:.9g}, ratio {ratio}"]
    return [*lines, f"{count} of {over.size} elements are off"] if over.size > 1 else lines
