"""Dims as the user counts them, from either end, made into dims from 0 up; and a clear refusal of others.

All methods and functions that take dims come here.
"""

from typing import Any

import numpy as np

from mytorch.conversion import one_by_one, whole_numbers
from mytorch.errors import shown

__all__ = ["dim_in", "dims_in", "order_of", "reduced_dims", "swapped"]


def dim_in(method: str, dim: Any, ndim: int) -> int:
    """One dim of a tensor with ndim of them; a tensor without dims has dim 0, as in PyTorch.

    TypeError for what is no whole number, IndexError for a dim that is not there.
    """
    (dim,) = whole_numbers([dim], method)
    count = max(ndim, 1)
    if not -count <= dim < count:
        raise IndexError(
            f"{method}() of a tensor with {ndim} dims takes dims from {-count} to {count - 1}; got {dim}."
        )
    return int(dim % count)


def dims_in(method: str, dims: Any, ndim: int) -> tuple[int, ...]:
    """One dim, or several in a tuple or list. ValueError where one is named twice."""
    found = tuple(dim_in(method, dim, ndim) for dim in one_by_one((dims,)))
    if len(set(found)) < len(found):
        raise ValueError(f"{method}() takes each dim once; got {dims}.")
    return found


def reduced_dims(
    method: str,
    shape: tuple[int, ...],
    dim: Any,
    keepdim: Any,
    numpy_words: dict[str, Any],
    one: bool = False,
    picks: bool = False,
) -> tuple[Any, bool]:
    """dim and keepdim of a reduction, given by PyTorch's names or by NumPy's (axis, keepdims).

    one: whether only one dim is allowed; several are a TypeError then.
    picks: whether the result is one of the elements; if there are none, a ValueError.
    An empty tuple of dims stands for all of them, as in PyTorch; so does None, which is returned for both.
    """
    dim = numpy_words.pop("axis", dim)
    keepdim = numpy_words.pop("keepdims", keepdim)
    if numpy_words:
        raise TypeError(f"{method}() takes dim and keepdim; got {', '.join(numpy_words)}.")
    if not isinstance(keepdim, bool | np.bool_):
        raise TypeError(f"{method}() expects True or False for keepdim; got {shown(keepdim)}.")
    if dim is not None:
        several = isinstance(dim, tuple | list) and not one
        dim = (
            (dims_in(method, tuple(dim), len(shape)) or None) if several else dim_in(method, dim, len(shape))
        )
    if picks and 0 in (shape if dim is None else shape[dim : dim + 1]):
        raise ValueError(f"{method}() needs an element to pick; got shape {shape}.")
    return dim, bool(keepdim)


def order_of(method: str, dims: Any, ndim: int) -> tuple[int, ...]:
    """All dims of a tensor in a new order. ValueError where one is missing."""
    found = dims_in(method, dims, ndim)
    if len(found) != ndim:
        raise ValueError(f"{method}() takes all {ndim} dims in their new order; got {shown(tuple(dims))}.")
    return found


def swapped(shape: tuple[int, ...], dim0: Any, dim1: Any) -> list[int]:
    """The dims of a tensor of this shape, two of them swapped."""
    if dim0 is None or dim1 is None:
        raise TypeError(f"transpose() swaps two dims; got {shown((dim0, dim1))}. permute() takes more.")
    dims = list(range(len(shape)))
    dim0, dim1 = dim_in("transpose", dim0, len(dims)), dim_in("transpose", dim1, len(dims))
    if dims:
        dims[dim0], dims[dim1] = dims[dim1], dims[dim0]
    return dims
