"""Comparing one value with what it should be, fairly.

Two right answers differ by rounding. How much rounding can cost is measured, as in autograder/crosscheck: the
sensitivity of a value is how far the reference itself moves when every input moves by one epsilon. The
courses' tolerance allows

    1e-6 * max(1, max|expected|)  +  1e-5 * |expected|  +  1000 * sensitivity

The first term is the floor: where the truth is 0 (a bias before batch norm), any rounding is infinitely
far off in proportion. No mistake worth the name is so small: inputs are drawn to make values and
differences of order 1. Float64 does better: what is right only to the courses' tolerance, and not to
1e-9 and 1e-7, has lost digits, which is a remark. So is another type of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.running.wire import Other

FLOOR, PROPORTION, SENSITIVITIES = 1e-6, 1e-5, 1000
FINE_FLOOR, FINE_PROPORTION = 1e-9, 1e-7  # what float64 reaches
NUMBERS = "fiub"  # the kinds of dtype that are compared as numbers

Array = NDArray[Any]


@dataclass(frozen=True)
class Mismatch:
    """How a value differs: the mistake where the form alone tells it, and the lines with the numbers."""

    mistake: str | None
    filled: dict[str, Any] = field(default_factory=dict)  # for the mistake's phrase
    lines: tuple[str, ...] = ()


def allowed(want: Any, sensitivity: Any = 0.0) -> Array:
    """How far from `want` a right answer may be, element by element."""
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
    """None if `got` is right, else how it is not.

    An expected ndarray wants an ndarray of numbers and of its shape, or where that is () a number; an
    expected number takes any number, and an ndarray that holds one; anything else is compared with ==.
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
    """How an array that is right could be better: it has another dtype, or has lost digits."""
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
    """The worst element, and how many are off."""
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
