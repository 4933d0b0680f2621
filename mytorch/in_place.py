"""The guard against arrays that change between an op and its derivative.

An op that needs its input again for the derivative keeps the array, not a copy. If the array is written to
in between, the derivative would be wrong without any warning. So all code that writes through a tensor calls
`wrote`, which notes the time, and a node compares that time with its own (`change_since`).

A user can also write with NumPy, through an array that `.data` returned, and no code of ours runs then. So
we keep a witness, a copy to compare with (`look`), as soon as both a user and a node may hold the array.
Nearly all tensors are never written to and their arrays never given to a user. They have no guard, so the
check costs them no time.

The time is a counter within this process. In this file, x is a variable (mytorch/variable.py).

Twin: classic_mlp/layer.py
"""

import itertools
import sys
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

__all__ = [
    "Guard",
    "change_since",
    "changes",
    "look",
    "refuse_changed_leaf",
    "refuse_changes",
    "tick",
    "wrote",
]

# Returns the next time. Every op and every change gets a time of its own, so that any two can be ordered.
tick = itertools.count(1).__next__


class Guard:
    """The record of the writes to one variable's array."""

    __slots__ = ("handed_out", "replaced", "reshaped", "version", "witness")

    def __init__(self) -> None:
        self.version = 0  # time of the last write to the array
        self.reshaped = 0  # time when it was last replaced by an array of another shape or dtype
        self.replaced = 0  # until this time, the array before the present one may have been written to
        self.handed_out = False  # whether a user may hold the array
        self.witness: np.ndarray | None = None  # a copy, made when a user may hold the array


class _Changes:
    """Changes of any variable, so that the usual case (no change at all) takes one comparison to see."""

    last = 0  # time of the last write to any array
    witnessed = False  # whether there has ever been a witness


changes = _Changes()


def look(x: Any, hand_out: bool = False) -> None:
    """Compare the array with its witness; make a new witness if a user may hold the array.

    hand_out: the array is about to be given to a user.
    """
    guard = x.guard
    if guard is None:
        if not hand_out:
            return
        guard = x.guard = Guard()
    elif not (hand_out or guard.handed_out):
        return
    if guard.witness is not None and not _same_bits(guard.witness, x.array):
        wrote(x)
    guard.handed_out = True
    if not _held(x):
        guard.handed_out, guard.witness = hand_out, None
    elif guard.witness is None:
        guard.witness = x.array.copy()
        changes.witnessed = True


def wrote(x: Any, instead: np.ndarray | None = None) -> None:
    """Note that the array has just been written to, or replace it by `instead`, a fresh array.

    Ops that saved the old array still have it. For ops that ran after the last write to it, its contents are
    right, unless a user may hold it too and write to it.
    """
    if x.guard is None:
        x.guard = Guard()
    guard = x.guard
    if instead is not None:
        guard.replaced = tick() if guard.handed_out and _held(x) else guard.version
        if (instead.shape, instead.dtype) != (x.array.shape, x.array.dtype):
            guard.reshaped = tick()
        x.array, guard.handed_out = instead, False
    guard.version = changes.last = tick()
    guard.witness = None


def change_since(x: Any, time: int) -> Literal["", "written", "replaced", "reshaped"]:
    """How the array was changed after that time; "" if it was not."""
    guard = x.guard
    if guard is None:
        return ""
    look(x)
    if guard.version <= time:
        return ""
    if guard.reshaped > time:
        return "reshaped"
    return "replaced" if guard.replaced > time else "written"


def refuse_changes(op: str, inputs: Iterable[Any], saved: Iterable[Any], time: int) -> None:
    """Raise RuntimeError if an input of an op has changed since the op saved it at that time."""
    for x in (*inputs, *saved):
        change = change_since(x, time) if hasattr(x, "guard") else ""
        if change in ("replaced", "reshaped") or (change and any(_is_of(kept, x) for kept in saved)):
            raise RuntimeError(
                f"an input of {op}, of shape {x.array.shape}, was changed in place after {op} saved it for "
                "its derivative, which would now come out wrong. Change a copy() instead, or change it after "
                "backward()."
            )


def refuse_changed_leaf(op: str, leaf: Any, time: int) -> None:
    """Raise RuntimeError if, after an op used a leaf, it got an array of another form or became a result.

    What is a result has no `.grad` of its own, so the gradient would land where nobody expects it.
    """
    if leaf.grad_fn is not None:
        raise RuntimeError(
            f"a leaf of shape {leaf.array.shape} became the result of an op in place after {op} used it, so "
            "its gradient has no place. Write y = x + 1 instead of x += 1, or call backward() before it."
        )
    if change_since(leaf, time) == "reshaped":
        raise RuntimeError(
            f"a leaf got data of another shape or dtype, {leaf.array.shape} and {leaf.array.dtype}, after "
            f"{op} used it. Assign it before the forward pass."
        )


def _is_of(kept: Any, x: Any) -> bool:
    """Whether the saved object is this variable, its array, or a view of its array."""
    return kept is x or (isinstance(kept, np.ndarray) and np.may_share_memory(kept, x.array))


def _held(x: Any) -> bool:
    """Whether other code than the variable may hold its array, or the array that it is a view of."""
    base = x.array.base
    if base is not None and (type(base) is not np.ndarray or sys.getrefcount(base) > _UNSHARED_BASE):
        return True
    return sys.getrefcount(x.array) > _UNSHARED


def _same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays are equal, a NaN being equal to itself."""
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")


class _Alone:
    """Holds an array that no other object holds. The array is a view of another array."""

    def __init__(self) -> None:
        self.array = np.zeros(2)[:1]


def _references_where_unshared(x: Any) -> tuple[int, int]:
    """The counts that getrefcount gives in `_held` for the base and the array if only x holds them."""
    base = x.array.base
    return sys.getrefcount(base), sys.getrefcount(x.array)


_UNSHARED_BASE, _UNSHARED = _references_where_unshared(_Alone())
