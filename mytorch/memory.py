"""Large arrays to compute in, used again once nobody holds them.

The memory of a fresh large array comes from the system page by page, as it is first written to, and
that can take longer than the arithmetic. A training step asks for the same sizes again and again; so
the arrays are kept here, and handed out anew when no one else refers to them. (A view of an array
refers to it, so a user who keeps any part of a result keeps its memory.)

Where they begin matters too. A processor takes a load for one that waits on a recent store when the two
addresses agree in their last 12 bits, and what the system hands out agrees in them often: an addition
can take thrice as long. Here neighbours differ by a multiple of 256 bytes.

Twin: classic_mlp/memory.py
"""

import itertools
import math
import sys
import threading
from typing import Literal

import numpy as np

__all__ = [
    "LARGE", "MOST", "empty", "empty_cache", "empty_like", "is_pooled", "out", "out_like", "owns_its_memory",
]  # fmt: skip

LARGE = 2**16  # bytes; below, the allocator has memory at hand
MOST = 2**28  # bytes; a pool that would grow beyond this is given up, and a new one begun
PAGE, STAGGER = 2**12, 2**8  # bytes

Order = Literal["C", "F"]
_turn = itertools.count()


class _Block(np.ndarray):
    """The bytes behind a pooled array: a type of its own, by which such an array is known."""


class _Pool(threading.local):
    """A pool for each thread, as two could otherwise find the same array free."""

    def __init__(self) -> None:
        self.shelves: dict[tuple[object, ...], list[np.ndarray]] = {}
        self.size = 0


_pool = _Pool()


def empty(shape: tuple[int, ...], dtype: np.dtype, order: Order = "C") -> np.ndarray:
    """As np.empty: an array with anything in it, that nobody else holds."""
    size = math.prod(shape) * dtype.itemsize
    if size < LARGE:
        return np.empty(shape, dtype, order)
    key = (shape, dtype, order)
    array = _first_unheld(_pool.shelves.get(key, []))
    if array is None:
        array = _staggered(size, shape, dtype, order)
        if _pool.size + size > MOST:
            empty_cache()
        _pool.shelves.setdefault(key, []).append(array)
        _pool.size += size
    return array


def empty_like(x: np.ndarray) -> np.ndarray:
    """The same, of the shape, dtype and layout of x."""
    return empty(x.shape, x.dtype, "F" if x.flags.fnc else "C")


def out(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray | None:
    """What to give NumPy as `out=`: an array, or None where the result is small and NumPy may make it."""
    return empty(shape, dtype) if math.prod(shape) * dtype.itemsize >= LARGE else None


def out_like(x: np.ndarray) -> np.ndarray | None:
    """The same, for a result of the shape, dtype and layout of x."""
    return empty_like(x) if x.nbytes >= LARGE else None


def empty_cache() -> None:
    """Give back to the system what nobody holds, of this thread's pool."""
    _pool.__init__()  # type: ignore[misc]


def is_pooled(array: np.ndarray) -> bool:
    """Whether the array is from a pool, which may refer to it."""
    return type(array.base) is _Block


def owns_its_memory(array: np.ndarray) -> bool:
    """Whether the array is no view of another."""
    return array.base is None or type(array.base) is _Block


def _staggered(size: int, shape: tuple[int, ...], dtype: np.dtype, order: Order) -> np.ndarray:
    """A fresh array, which begins at another place within a page than the last one did."""
    block = _Block(size + 2 * PAGE, np.uint8)
    start = -block.ctypes.data % PAGE + next(_turn) * STAGGER % PAGE
    return np.ndarray(shape, dtype, block, start, order=order)


def _first_unheld(shelf: list[np.ndarray]) -> np.ndarray | None:
    for array in shelf:
        if sys.getrefcount(array) <= _UNHELD:
            return array
    return None


def _references_to_an_unheld_array() -> int:
    """What getrefcount answers, asked as above, where only the shelf holds the array."""
    for array in [np.empty(0)]:
        count = sys.getrefcount(array)
    return count


_UNHELD = _references_to_an_unheld_array()
