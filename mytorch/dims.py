"""Dims as the user counts them, from either end, made into dims from 0 up; and a clear refusal of others."""

from typing import Any

from mytorch.conversion import one_by_one, whole_numbers

__all__ = ["dim_in", "dims_in"]


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
