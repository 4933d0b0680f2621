"""The guard against arrays that change between an op and its derivative.

An op that needs its input again for the derivative keeps the array, not a copy. If the array is written to
in between, the derivative would be taken at the wrong place, silently. So whoever writes through a tensor
says so (`wrote`), and a node compares that time with its own (`change_since`).

NumPy can also write behind our back, through an array that `.data` handed out. There we keep a witness, a
copy to compare with (`look`), from the moment that both somebody outside and a node may hold the array.
Nearly all tensors have never been written to nor handed out; they have no guard, and pay nothing.

The time is a count of this process alone. x is a variable (mytorch/variable.py) throughout.
"""

import itertools
import sys
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

__all__ = ["Guard", "change_since", "changes", "look", "refuse_changes", "refuse_reshaped", "tick", "wrote"]

# The next time: one for every op and every change, so that any two of them can be ordered.
tick = itertools.count(1).__next__


class Guard:
    """What is known of the writes to one variable's array."""

    __slots__ = ("handed_out", "replaced", "reshaped", "version", "witness")

    def __init__(self) -> None:
        self.version = 0  # when the array was last written to
        self.reshaped = 0  # when an array of another shape or dtype last took its place
        self.replaced = 0  # until when the array that was last let go of may have been written to
        self.handed_out = False  # whether somebody outside may hold the array
        self.witness: np.ndarray | None = None  # the contents when they last mattered, while it is held


class _Changes:
    """What has happened to any variable at all, so that the usual case, nothing, is seen at a glance."""

    last = 0  # when some array was last written to
    witnessed = False  # whether there has ever been a witness


changes = _Changes()


def look(x: Any, hand_out: bool = False) -> None:
    """Compare the array with its witness; leave a new one if anybody else may hold the array.

    hand_out: the array is about to be given to somebody outside.
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
    """Note that the array was written to, just now; or that another one, a fresh one, takes its place.

    Ops that saved the old one still have it. It is right for those that came after the last write to it,
    unless somebody else may hold it too, and write to it.
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
    """What happened to the array after that time: "" for nothing."""
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
    """RuntimeError if an input of an op is no longer what it saved at that time."""
    for x in (*inputs, *saved):
        change = change_since(x, time) if hasattr(x, "guard") else ""
        if change in ("replaced", "reshaped") or (change and any(_is_of(kept, x) for kept in saved)):
            raise RuntimeError(
                f"an input of {op}, of shape {x.array.shape}, was changed in place after {op} saved it for "
                "its derivative, which would now come out wrong. Change a copy() instead, or change it after "
                "backward()."
            )


def refuse_reshaped(op: str, leaf: Any, time: int) -> None:
    """RuntimeError if a leaf got an array of another form after an op took it at that time."""
    if change_since(leaf, time) == "reshaped":
        raise RuntimeError(
            f"a leaf got data of another shape or dtype, {leaf.array.shape} and {leaf.array.dtype}, after "
            f"{op} used it. Assign it before the forward pass."
        )


def _is_of(kept: Any, x: Any) -> bool:
    """Whether what was saved is this variable, its array, or a view of it."""
    return kept is x or (isinstance(kept, np.ndarray) and np.may_share_memory(kept, x.array))


def _held(x: Any) -> bool:
    """Whether anybody but the variable may hold its array, or the one that it is a view of."""
    base = x.array.base
    if base is not None and (type(base) is not np.ndarray or sys.getrefcount(base) > _UNSHARED_BASE):
        return True
    return sys.getrefcount(x.array) > _UNSHARED


def _same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays are equal, a NaN being equal to itself."""
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")


class _Alone:
    """Holds an array, a view of another, that nobody else holds."""

    def __init__(self) -> None:
        self.array = np.zeros(2)[:1]


def _references_where_unshared(x: Any) -> tuple[int, int]:
    """What getrefcount answers in `_held` of the base and of the array, where only x holds them."""
    base = x.array.base
    return sys.getrefcount(base), sys.getrefcount(x.array)


_UNSHARED_BASE, _UNSHARED = _references_where_unshared(_Alone())
