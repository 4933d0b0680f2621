"""Checks of the arguments of all public functions, made before anything is computed.

Arrays become plain arrays of floats; counts and rates become plain Python numbers. A value that cannot be
converted raises a TypeError of one line: which function was called, what it got and what it takes.

Twin: autograd_mlp/settings.py
"""

from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray


def as_floats(x: Any, who: str, name: str) -> NDArray[Any]:
    """x as a plain array: floats and complex numbers as they are, whole numbers and bools as float64.

    An array is not copied; an array of a subclass becomes a plain array. Complex numbers come from a complex
    step. who, name: the caller, and its name for x, for the error message. Raises TypeError for anything but
    numbers: None, text, objects, records, dates, lists with rows of different lengths, and a masked array
    (the value of masked elements is unknown).
    """
    if type(x) is np.ndarray and x.dtype.kind in "fc" and x.dtype.isnative:
        return x
    try:
        array = None if isinstance(x, np.ma.MaskedArray) else np.asarray(x)
    except (TypeError, ValueError, OverflowError, RecursionError):
        array = None
    if array is None or array.dtype.kind not in "fcbiu":
        raise TypeError(f"{who} expects {name} as an array of floats; got {described(x)}.")
    if array.dtype.kind in "fc":
        return array.astype(array.dtype.newbyteorder("="), copy=False)
    return array.astype(np.float64)


def as_reals(x: Any, who: str, name: str) -> NDArray[Any]:
    """As as_floats, but complex numbers raise TypeError too: a complex step never reaches this argument."""
    array = as_floats(x, who, name)
    if array.dtype.kind == "c":
        raise TypeError(f"{who} expects {name} as an array of floats; got {described(array)}.")
    return array


def as_batch(x: Any, who: str, width: int) -> NDArray[Any]:
    """As as_floats, for a batch x, (N, width). Raises ValueError for another shape, and for N = 0."""
    array = as_floats(x, who, "x")
    if array.ndim != 2 or array.shape[1] != width or not len(array):
        advice = ""
        if array.ndim == 1:
            advice = " One example is a batch of one: x.reshape(1, -1)."
        elif array.ndim > 2:
            advice = f" Flatten the images first: x.reshape({len(array)}, -1)."
        raise ValueError(f"{who} expects x of shape (N, {width}); got {array.shape}.{advice}")
    return array


def as_count(value: Any, who: str, name: str, least: int) -> int:
    """Check a whole number. Raises TypeError for anything else, also for 2.0 and True; ValueError below
    least.
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{who} expects {name} as a whole number; got {described(value)}.")
    if value < least:
        raise ValueError(f"{who} expects {name} of at least {least}; got {described(value)}.")
    return int(value)


def as_rate(value: Any, who: str, name: str, most: float = np.inf) -> float:
    """Check a finite number from 0 to most. TypeError for anything but a number, ValueError for another.

    The result is a Python float, since a NumPy float64 would turn float32 arrays into float64.
    """
    if type(value) is float and 0 <= value <= most and value < np.inf:
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{who} expects {name} as a number; got {described(value)}.")
    try:
        rate = float(value)
    except OverflowError:
        rate = np.inf
    if most < np.inf and not 0 <= rate <= most:
        raise ValueError(f"{who} expects {name} from 0 to {most:g}; got {rate}.")
    if not 0 <= rate < np.inf:
        raise ValueError(f"{who} expects {name} of 0 or more, and finite; got {rate}.")
    return rate


def as_list(value: Any, who: str, name: str) -> list[Any]:
    """The elements of a list, a tuple, a range or an array. Raises TypeError for anything else."""
    if not isinstance(value, list | tuple | range | np.ndarray) or np.ndim(value) == 0:
        raise TypeError(f"{who} expects {name} as a list; got {described(value)}.")
    return list(value)


def as_function(value: Any, who: str, name: str) -> Callable[..., Any]:
    """Check that the value is a function. Raises TypeError for an object that cannot be called."""
    if not callable(value):
        raise TypeError(f"{who} expects {name} as a function; got {described(value)}.")
    return value


def described(value: Any) -> str:
    """Describe a value in a few words on one line, for an error message."""
    if isinstance(value, int) and value.bit_length() > 100:
        return f"an integer of {value.bit_length()} bits"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array"
    if isinstance(value, np.ndarray):
        return "an array of records" if value.dtype.names else f"an array of {value.dtype}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} that is not of numbers in equal rows"
    return f"a value of type {type(value).__name__}"


def batch_sum(x: NDArray[Any]) -> NDArray[Any]:
    """The sum over the batch: (N, C) -> (1, C). A matrix product with ones is faster than x.sum(axis=0)."""
    return np.ones((1, len(x)), x.dtype) @ x
