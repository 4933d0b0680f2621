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

__all__ = ["LARGE", "MOST", "empty", "empty_cache", "empty_like", "out", "out_like", "owns_its_memory"]

LARGE = 2**16  # bytes; below, the allocator has memory at hand
MOST = 2**28  # bytes; a pool that would grow beyond this is given up, and a new one begun
PAGE, STAGGER = 2**12, 2**8  # bytes

Order = Literal["C", "F"]
_turn = itertools.count()


class _Block(np.ndarray):
    """The bytes behind a pooled array, which refers to them, as its views do through it.

    A type of its own, as NumPy would else let a view refer to the owner of the owner.
    """

    start: int  # where in it the array begins


class _Pool(threading.local):
    """A pool for each thread, as two could otherwise find the same block free."""

    def __init__(self) -> None:
        self.shelves: dict[int, list[_Block]] = {}  # by size
        self.size = 0


_pool = _Pool()


def empty(shape: tuple[int, ...], dtype: np.dtype, order: Order = "C") -> np.ndarray:
    """As np.empty: an array with anything in it, that nobody else holds.

    Never of old memory for Python objects, as NumPy would take what stands in it for references to them.
    """
    size = math.prod(shape) * dtype.itemsize
    if not LARGE <= size <= MOST or dtype.hasobject:
        return np.empty(shape, dtype, order)
    block = _first_unheld(_pool.shelves.get(size, []))
    if block is None:
        block = _new_block(size)
    return np.ndarray(shape, dtype, block, block.start, order=order)


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


def owns_its_memory(array: np.ndarray) -> bool:
    """Whether the array is no view of another."""
    return array.base is None or type(array.base) is _Block


def _new_block(size: int) -> _Block:
    """A block of the pool in which an array will begin elsewhere within a page than in the last one."""
    block = _Block(size + 2 * PAGE, np.uint8)
    if _pool.size + block.nbytes > MOST:
        empty_cache()
    block.start = -block.ctypes.data % PAGE + next(_turn) * STAGGER % PAGE
    _pool.shelves.setdefault(size, []).append(block)
    _pool.size += block.nbytes
    return block


def _first_unheld(shelf: list[_Block]) -> _Block | None:
    for block in shelf:
        if sys.getrefcount(block) <= _UNHELD:
            return block
    return None


def _references_to_an_unheld_block() -> int:
    """What getrefcount answers, asked as above, where only the shelf holds the block."""
    for block in [_Block(0, np.uint8)]:
        count = sys.getrefcount(block)
    return count


_UNHELD = _references_to_an_unheld_block()
