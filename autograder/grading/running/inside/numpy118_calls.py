"""Calls that NumPy 1.18, the course's version, accepted and newer versions refuse.

Each function is first called as it is. Only if it raises an error and NumPy 1.18 did not, it is called again
with other arguments, so no call that works today changes. (A generator can be read only once, so a call with
a generator is changed at once.) Operators and methods of arrays cannot be changed, because they are part of
compiled types.
Source: release notes of NumPy 1.24 (ragged arrays), 2.0 (copy=False), and the expired deprecations of 2.x.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.grading.running.inside.remarks import Remarks, line

__all__ = ["put_back_calls"]

Words = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]  # a function and its arguments
Rewrite = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], tuple[Words, str] | None]


def of_arrays(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """In 1.18, rows of different lengths gave an array of objects, and copy=False copied if necessary."""
    if kwargs.get("copy", True) is False:
        return (function, args, {**kwargs, "copy": None}), "copy=None"
    if kwargs.get("dtype") is None and len(args) == 1 and "inhomogeneous" in str(sys.exception()):
        return (function, args, {**kwargs, "dtype": object}), "dtype=object"
    return None


def of_shapes(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """In 1.18, the shape None meant ()."""
    if args and args[0] is None:
        return (function, ((), *args[1:]), kwargs), "() for None"
    if kwargs.get("shape", ()) is None:
        return (function, args, {**kwargs, "shape": ()}), "() for None"
    return None


def of_sums(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """In 1.18, np.sum of a generator added its values one after the other."""
    return ((sum, args, {}), "sum(...)") if len(args) == 1 and isinstance(args[0], Iterator) else None


def of_stacks(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """In 1.18, the arrays from a generator were stacked."""
    if args and isinstance(args[0], Iterator):
        return (function, (list(args[0]), *args[1:]), kwargs), "a list for the generator"
    return None


def of_reshape(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """In 1.18, the second argument had the name newshape."""
    if "newshape" in kwargs and "shape" not in kwargs:
        renamed = {"shape" if name == "newshape" else name: value for name, value in kwargs.items()}
        return (function, args, renamed), "shape="
    return None


REWRITES: dict[str, Rewrite] = {
    **dict.fromkeys(["array", "asarray", "asanyarray"], of_arrays),
    **dict.fromkeys(["zeros", "ones", "empty", "full"], of_shapes),
    **dict.fromkeys(["vstack", "hstack", "dstack", "column_stack", "stack"], of_stacks),
    "sum": of_sums,
    "reshape": of_reshape,
}


def put_back_calls(remarks: Remarks) -> None:
    """Make these functions accept the old calls; each such call in the hand-in's own code leaves a remark."""
    for name, rewrite in REWRITES.items():
        setattr(np, name, _as_it_was(name, getattr(np, name), rewrite, remarks))


def _as_it_was(
    name: str, function: Callable[..., Any], rewrite: Rewrite, remarks: Remarks
) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        generated = bool(args) and isinstance(args[0], Iterator)
        rewritten = rewrite(function, args, kwargs) if generated else None
        if rewritten is None:
            try:
                return function(*args, **kwargs)
            except (TypeError, ValueError):
                rewritten = rewrite(function, args, kwargs)
                if rewritten is None:
                    raise
        (other, other_args, other_kwargs), instead = rewritten
        value = other(*other_args, **other_kwargs)
        if place := remarks.place():
            remarks.add(f"np.{name} no longer takes this: write {instead} in {line(place)}")
        return value

    return call
