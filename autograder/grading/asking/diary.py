"""Reads the diary of a network: what its training loop did (spring_training.py, fall_mnist.py of inside/)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.judging.compare import Mismatch
from autograder.grading.judging.diagnose import Wrong, wrong
from hw1.data import DATA_FOLDER, read_idx

Array = NDArray[Any]
CLASSES = 10
SIDE = 28


@cache
def _digits() -> tuple[Array, Array]:
    """MNIST's 10,000 test images, (N, 28, 28) bytes, and labels."""
    return (
        read_idx(DATA_FOLDER / "t10k-images-idx3-ubyte.gz"),
        read_idx(DATA_FOLDER / "t10k-labels-idx1-ubyte.gz"),
    )


def digits(rng: np.random.Generator, counts: Sequence[int], side: int) -> list[tuple[Array, Array]]:
    """Parts of `counts` images drawn from MNIST, and labels.

    Shape: images (N, side * side), floats in [0, 1], every pixel the mean of several of MNIST's; labels
    (N,), randomly renamed, so that a network trained before is useless. If there are not enough images, some
    are used again with added noise.
    """
    images, labels = _digits()
    names = rng.permutation(CLASSES)
    order = rng.permutation(len(images))
    order = np.concatenate([order, rng.permutation(len(images))[: max(0, sum(counts) - len(images))]])
    block = SIDE // side
    parts, start = [], 0
    for count in counts:
        rows = order[start : start + count]
        start += count
        small = images[rows].reshape(count, side, block, side, block).mean(axis=(2, 4)) / 255
        noise = rng.uniform(0, 0.01, small.shape)
        x = in_float32(((small + noise) / 1.01).reshape(count, -1))
        parts.append((x, names[labels[rows]].astype(np.int64)))
    return parts


def in_float32(x: Array) -> Array:
    """The numbers rounded to float32, so that a hand-in that converts to float32 has the same rows."""
    return np.asarray(x.astype(np.float32), dtype=float)


@dataclass
class Pass:
    """One forward pass: its rows by their keys, in which mode it was, and what followed before the next
    one.
    """

    training: bool  # the mode
    keys: Array
    followed: str
    outputs: Array | None = None
    labels: Array | None = None


@dataclass
class Epoch:
    """The passes with a training step, and the passes after them without one."""

    learnt: list[Pass] = field(default_factory=list)
    others: list[Pass] = field(default_factory=list)


def passes(got: Mapping[str, Any], labels_at: str) -> list[Pass]:
    """The diary's forward passes. `labels_at` is the event at which labels were written down: B or C."""
    events, sizes, keys, labels = (got[name] for name in ("events", "sizes", "rows", "labels"))
    arrays = isinstance(keys, np.ndarray) and isinstance(labels, np.ndarray) and keys.ndim == 1
    if not (arrays and isinstance(events, str) and isinstance(sizes, list) and sum(sizes) == keys.size):
        raise complain("the training loop: its diary", "garbled", got="no diary came back")
    found: list[Pass] = []
    outputs, at, label_at = got.get("outputs"), 0, 0
    for event in events:
        if event in "Ff":
            size = sizes[len(found)]
            part = outputs[at : at + size] if isinstance(outputs, np.ndarray) else None
            found.append(Pass(event == "F", keys[at : at + size], "", part))
            at += size
        elif found:
            found[-1].followed += event
            if event == labels_at:
                size = len(found[-1].keys)
                found[-1].labels = labels[label_at : label_at + size]
                label_at += size
    return found


def epochs(found: Sequence[Pass], learns: str) -> list[Epoch]:
    """The passes by epoch, in Spring's order: all that learn, and then the others. `learns`: what tells
    them.
    """
    result: list[Epoch] = []
    for one in found:
        learnt = learns in one.followed
        if not result or (learnt and result[-1].others):
            result.append(Epoch())
        (result[-1].learnt if learnt else result[-1].others).append(one)
    return result


def located(keys: Array, parts: Sequence[Array]) -> tuple[Array, Array]:
    """For each key, the part and row with the nearest key; part -1 if none is near."""
    every = np.concatenate(parts)
    part = np.repeat(np.arange(len(parts)), [len(one) for one in parts])
    row = np.concatenate([np.arange(len(one)) for one in parts])
    order = np.argsort(every)
    ordered = every[order]
    at = np.clip(np.searchsorted(ordered, keys), 1, len(every) - 1)
    nearest = np.where(np.abs(ordered[at - 1] - keys) < np.abs(ordered[at] - keys), at - 1, at)
    near = np.abs(ordered[nearest] - keys) < 1e-6
    return np.where(near, part[order[nearest]], -1), row[order[nearest]]


def complain(what: str, mistake: str, *lines: str, **filled: Any) -> Wrong:
    """The message for a training loop that did something wrong."""
    return wrong(what, [mistake], Mismatch(None, lines=lines), filled)


def check_orders(place: str, orders: Sequence[Array], count: int, batch_size: int) -> None:
    """Check that each epoch uses all rows once, in a new order."""
    for number, order in enumerate(orders, start=1):
        seen = np.bincount(order, minlength=count)
        line = f"epoch {number}: {len(order)} rows, {int((seen > 0).sum())} different ones, of {count}"
        if len(order) < count and len(order) == count - count % batch_size and seen.max() == 1:
            raise complain(f"{place}: an epoch", "last batch dropped", line)
        if (seen != 1).any():
            raise complain(f"{place}: an epoch", "rows twice", line)
    same = all((order == orders[0]).all() for order in orders[1:])
    if same and (orders[0] == np.arange(count)).all():
        raise complain(f"{place}: the training set", "not shuffled")
    if any((a == b).all() for a, b in zip(orders, orders[1:], strict=False)):
        raise complain(f"{place}: the training set", "shuffled but not anew")
