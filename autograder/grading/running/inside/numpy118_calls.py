"""Calls that NumPy 1.18 took, which the course had, and newer versions refuse.

Each function is asked first as it is today. Only where it refuses, and 1.18 did not, is it asked in other
words, so that no call that is right today changes. (A generator can be asked only once, and is asked as in
1.18 straight away.) What operators and methods of arrays refuse cannot be put back: they are compiled into
their types.
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

Words = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]  # what is called, with which arguments
Rewrite = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], tuple[Words, str] | None]


def of_arrays(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Rows of several lengths were an array of objects; copy=False copied where it had to."""
    if kwargs.get("copy", True) is False:
        return (function, args, {**kwargs, "copy": None}), "copy=None"
    if kwargs.get("dtype") is None and len(args) == 1 and "inhomogeneous" in str(sys.exception()):
        return (function, args, {**kwargs, "dtype": object}), "dtype=object"
    return None


def of_shapes(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """None was the shape of a number."""
    if args and args[0] is None:
        return (function, ((), *args[1:]), kwargs), "() for None"
    if kwargs.get("shape", ()) is None:
        return (function, args, {**kwargs, "shape": ()}), "() for None"
    return None


def of_sums(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a generator gives was added up one after the other."""
    return ((sum, args, {}), "sum(...)") if len(args) == 1 and isinstance(args[0], Iterator) else None


def of_stacks(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A generator's arrays were stacked."""
    if args and isinstance(args[0], Iterator):
        return (function, (list(args[0]), *args[1:]), kwargs), "a list for the generator"
    return None


def of_reshape(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The second argument was called newshape."""
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
    """Let these functions take what they took; each such call in the hand-in's own code leaves a remark."""
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
