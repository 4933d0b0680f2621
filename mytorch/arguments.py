"""Checks of arguments, shared by layers, their functions and optimizers.

Every check returns the argument in its final form, or raises an error of one line that says what was
expected and what was given. Nothing is computed, drawn or changed before all arguments have passed.
"""

import contextlib
import math
import numbers
import operator
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from mytorch.dtypes import NUMBERS, get_default_dtype
from mytorch.errors import shown
from mytorch.tensor import Tensor
from mytorch.variable import Variable

__all__ = ["TensorLike", "flag", "floats", "number", "size", "whole", "within_memory"]

TensorLike = Tensor | np.ndarray | float  # accepted as a tensor; an array or a number is a constant


def size(owner: str, name: str, value: Any) -> int:
    """Check a number of features: a whole number from 1, of Python or NumPy. TypeError or ValueError."""
    return whole(owner, name, value, least=1)


def whole(owner: str, name: str, value: Any, least: int = -sys.maxsize) -> int:
    """Check a whole number from `least`, of Python or NumPy. TypeError or ValueError."""
    if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__"):
        raise TypeError(f"{owner} expects a whole number for {name}; got {shown(value)}.")
    try:
        number = operator.index(value)
    except TypeError:  # for example an array that is not one integer
        raise TypeError(f"{owner} expects a whole number for {name}; got {shown(value)}.") from None
    if number < least:
        raise ValueError(f"{owner} expects {name} of {least} and up; got {shown(number)}.")
    if number > sys.maxsize:
        raise ValueError(f"{owner} expects {name} that memory can hold; got {shown(number)}.")
    return number


def number(owner: str, name: str, value: Any, most: float = sys.float_info.max) -> float:
    """Check a real number from 0 to `most`, of Python or NumPy. TypeError or ValueError.

    It is returned as a Python float, which does not change the dtype of an array that it meets.
    """
    if type(value) is float and 0 <= value <= most:
        return value
    if type(value) is not float:
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise TypeError(f"{owner} expects a number for {name}; got {shown(value)}.")
        try:
            value = float(value)
        except OverflowError:
            value = math.inf
    if not 0 <= value <= most:
        high = f"from 0 to {most:g}" if most < sys.float_info.max else "that is finite and not below 0"
        raise ValueError(f"{owner} expects {name} {high}; got {value}.")
    return value


def flag(owner: str, name: str, value: Any) -> bool:
    """Check that the value is True or False, of Python or NumPy. TypeError otherwise."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{owner} expects True or False for {name}; got {shown(value)}.")
    return bool(value)


def floats(owner: str, name: str, value: Any, dtype: Any = None) -> Tensor:
    """The value as a Tensor of floats. A Tensor of floats is returned as it is.

    A Tensor of integers, an array or a number becomes a constant. Integers and bools are converted to dtype
    if it is a floating-point dtype, else to the default dtype. This happens before any computation, so that
    small integer types cannot overflow. Complex numbers are accepted, because gradcheck uses the complex
    step. TypeError for anything else.
    """
    if isinstance(value, Tensor) and value.array.dtype.kind in "fc":
        return value
    dtype = dtype if isinstance(dtype, np.dtype) and dtype.kind == "f" else get_default_dtype()
    array = value.array if isinstance(value, Variable) else value
    if type(array) is float or (type(array) is int and array.bit_length() < 1000):
        array = np.asarray(float(array), dtype)
    if not isinstance(array, np.ndarray | np.generic):
        raise TypeError(f"{owner} expects a Tensor or an array for {name}; got {shown(value)}.")
    if array.dtype.kind not in NUMBERS or isinstance(array, np.ma.MaskedArray):
        raise TypeError(f"{owner} expects floating-point numbers for {name}; got {shown(value)}.")
    return Tensor(np.asarray(array, None if array.dtype.kind in "fc" else dtype))


@contextlib.contextmanager
def within_memory(owner: str, *sizes: int) -> Iterator[None]:
    """A context in which arrays of these sizes are made. ValueError if memory cannot hold them."""
    try:
        yield
    except (MemoryError, ValueError, OverflowError):
        bits = math.log2(math.prod(sizes))
        raise ValueError(
            f"{owner} of sizes {sizes} has about 2**{bits:.0f} numbers, which do not fit into memory."
        ) from None
