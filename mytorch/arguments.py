"""Checks of arguments, shared by layers, their functions and optimizers.

Every check returns the argument in its final form, or raises an error of one line that says what was
expected and what was given. Nothing is computed, drawn or changed before all arguments have passed.

The checks of single settings, which need no tensors, are in mytorch/checks.py; they can be imported from here
too.
"""

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from mytorch.checks import choice, flag, number, size, whole
from mytorch.dtypes import NUMBERS, get_default_dtype
from mytorch.errors import shown
from mytorch.tensor import Tensor
from mytorch.variable import Variable

__all__ = ["TensorLike", "choice", "flag", "floats", "number", "size", "whole", "within_memory"]

TensorLike = Tensor | np.ndarray | float  # accepted as a tensor; an array or a number is a constant


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
