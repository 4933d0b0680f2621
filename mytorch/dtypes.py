"""The default dtype, and the dtype of the result when an operation gets two dtypes."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from mytorch.errors import shown

__all__ = [
    "NUMBERS",
    "get_default_dtype",
    "in_common_dtype",
    "in_floats",
    "number_dtype",
    "set_default_dtype",
]

NUMBERS = "fiubc"  # the kinds of dtype that a tensor may have, in NumPy's letters

_default = np.dtype(np.float64)


def get_default_dtype() -> np.dtype:
    """The dtype of new parameters, of zeros, ones, randn and empty, and of Python floats.

    >>> mytorch.get_default_dtype()
    dtype('float64')
    """
    return _default


def set_default_dtype(dtype: Any) -> None:
    """Set the default dtype for all threads. TypeError unless it is a floating-point dtype.

    >>> mytorch.set_default_dtype(mytorch.float32)
    >>> mytorch.zeros(1).dtype
    dtype('float32')
    >>> mytorch.set_default_dtype(mytorch.float64)
    """
    global _default
    new = number_dtype(dtype)
    if new.kind != "f":
        raise TypeError(f"the default dtype must be a floating-point one, as float32 or float64; got {new}.")
    _default = new


def number_dtype(dtype: Any) -> np.dtype:
    """The NumPy dtype for a name, a type or a dtype. TypeError unless it is a dtype of numbers."""
    try:
        meant = None if dtype is None else np.dtype(dtype)
    except (TypeError, ValueError, SyntaxError, RecursionError):
        meant = None
    if meant is None or meant.kind not in NUMBERS:
        given = shown(dtype) if meant is None else meant
        raise TypeError(f"expected a dtype of numbers, as float32 or float64; got {given}.")
    return meant.newbyteorder("=")


# ---- the dtype of a result: PyTorch's rule -----------------------------------------------------------
# Tensors with dims decide. A tensor without dims (0-d) changes the dtype only if it is of a higher kind: a
# float is higher than integers. The same holds for a Python number; a Python float counts as the default
# dtype. Of two floats, the result has the wider dtype. A float and an integer give the float's dtype, even if
# that is narrow.


def in_common_dtype(values: Sequence[Any]) -> list[Any]:
    """Convert the arrays among the values to their common dtype. Python numbers stay, as they widen no array.

    Raises ValueError for a Python integer that the common dtype cannot hold.
    """
    return _converted(values, _result_dtype(values))


def in_floats(values: Sequence[Any]) -> list[Any]:
    """As in_common_dtype, but integers and bools get the default dtype: for ops whose result is a float."""
    dtype = _result_dtype(values)
    return _converted(values, dtype if dtype.kind in "fc" else _default)


def _result_dtype(values: Iterable[Any]) -> np.dtype:
    """The common dtype, the same as PyTorch's torch.result_type gives."""
    dims = no_dims = numbers = None
    for value in values:
        if not isinstance(value, np.ndarray):
            numbers = _wider(numbers, _dtype_of_number(value))
        elif value.ndim:
            dims = _wider(dims, value.dtype)
        else:
            no_dims = _wider(no_dims, value.dtype)
    result = _unless_higher(dims, _unless_higher(no_dims, numbers))
    assert result is not None
    return result


def _dtype_of_number(number: complex) -> np.dtype:
    if isinstance(number, int):
        return np.dtype(bool if isinstance(number, bool) else np.int64)
    return _default if isinstance(number, float) else np.promote_types(_default, np.complex64)


def _wider(a: np.dtype | None, b: np.dtype) -> np.dtype:
    """The common dtype of two tensors of equal rank: the float if only one is a float, else the wider one."""
    if a is None or a == b:
        return b
    if (a.kind in "fc") != (b.kind in "fc"):
        return a if a.kind in "fc" else b
    return np.promote_types(a, b)


def _unless_higher(first: np.dtype | None, second: np.dtype | None) -> np.dtype | None:
    """The first dtype, unless the second is of a higher kind."""
    if first is None or second is None:
        return second if first is None else first
    if _rank(second) <= _rank(first):
        return first
    if first.kind == "f":  # and the second is complex
        return np.promote_types(first, np.complex64)
    return second


def _rank(dtype: np.dtype) -> int:
    """The rank of a kind: bool 0, integers 1, floats 2, complex 3."""
    return "bifc".index("i" if dtype.kind == "u" else dtype.kind)


def _converted(values: Iterable[Any], dtype: np.dtype) -> list[Any]:
    if dtype.kind in "iu":
        bounds = np.iinfo(dtype)
        for value in values:
            if isinstance(value, int) and not bounds.min <= value <= bounds.max:
                raise ValueError(f"{value} does not fit into {dtype}. Convert the tensor first: x.double().")
    return [v.astype(dtype, copy=False) if isinstance(v, np.ndarray) else v for v in values]
