"""Stores the gradients of all leaves in `.grad`; after an error, no leaf has changed."""

import os
import threading
from collections.abc import Iterable, Sequence
from itertools import chain, starmap
from typing import Any

import numpy as np

from mytorch import hooks, in_place
from mytorch.variable import Variable

__all__ = ["accumulate", "lock"]

# With this lock, two threads can add gradients to the same leaf. os.fork() waits until the lock is free,
# since a child process could never release a lock that was held at the fork.
lock = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


def accumulate(arrived: Iterable[tuple[Variable, np.ndarray]]) -> None:
    """Add to each leaf's gradient the array that arrived for it. The leaf keeps the array without a copy."""
    arrived = hooks.seen_by_leaves(arrived) if hooks.leaf_hooks else arrived
    with lock:
        first: list[tuple[Variable, Any]] = []  # leaves without a gradient, and their first one
        grads: list[Any] = []  # gradients that exist already
        sums: list[tuple[np.ndarray, Any, np.ndarray]] = []  # for each of these: array, index, sum
        for leaf, g in arrived:
            if not leaf.wants_grad:
                continue  # requires_grad was set to False after the forward pass
            if (g.shape, g.dtype) != (leaf.array.shape, leaf.array.dtype):
                _refuse_another_form(leaf)
            if leaf.kept_grad is None:
                first.append((leaf, leaf.of(g)))
            else:
                _check_place(leaf, grads)
                grads.append(leaf.kept_grad)
                sums.append((leaf.kept_grad.array, ..., leaf.kept_grad.array + g))
        for grad in grads:
            in_place.wrote(grad)
        # `any` runs through all of them, as each store returns None. It runs in C, so that a
        # KeyboardInterrupt cannot stop it in the middle.
        any(chain(starmap(_set_grad, first), starmap(_set_items, sums)))


_set_grad = vars(Variable)["kept_grad"].__set__
_set_items = np.ndarray.__setitem__


def _refuse_another_form(leaf: Variable) -> None:
    raise RuntimeError(
        f"a leaf got data of another form during backward(): {leaf.array.shape} and {leaf.array.dtype}."
    )


def _check_place(leaf: Variable, others: Sequence[Variable]) -> None:
    """Raise RuntimeError if no gradient can be added in place to the leaf's `.grad`."""
    grad, reason = leaf.kept_grad, ""
    if grad.array.shape != leaf.array.shape or grad.array.dtype != leaf.array.dtype:
        reason = "is of another shape or dtype"
    elif not grad.array.flags.writeable:
        reason = "cannot be written to"
    elif any(grad is other for other in others):
        reason = "is another leaf's as well"
    if reason:
        raise RuntimeError(
            f"the gradient of a leaf of shape {leaf.array.shape} and {leaf.array.dtype} cannot be added to "
            f"its .grad, which {reason}. Set .grad to None first."
        )
