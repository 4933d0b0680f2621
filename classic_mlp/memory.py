"""Scratch space: large arrays, lent out again when no one has them any longer.

Writing to fresh memory of this size makes the system find it page by page, which can take longer than
the arithmetic. Training wants the same few shapes in every step, so they stay here in between. Whether
an array is still in use, as a result somebody keeps or as a layer's state, its reference count tells.

No two begin at the same place of a 4 KB page: to a processor, a load from one and a store to the other
would look like the same memory, and wait for each other.

Twin: mytorch/memory.py
"""

import functools
import threading
from sys import getrefcount
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST = 64 * 1024  # bytes; for less there is always memory at hand
LARGEST = 256 * 1024 * 1024  # bytes in all; where a network needs more, what is kept is let go

PAGE, APART = 4096, 256  # bytes


class _Bytes(np.ndarray[Any, Any]):
    """What a lent array lies in. A class of its own: else a view would not refer to what it is a view of."""

    begin: int  # where in it the array begins


class _Kept(threading.local):
    """What is lent and was: each thread's own, as two must not be lent the same array."""

    def __init__(self) -> None:
        self.lent: dict[int, list[_Bytes]] = {}  # by the size of the array
        self.total = self.made = 0


_kept = _Kept()


def space(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """An array of that shape and dtype to write a result into; what stands in it is left over."""
    size = dtype.itemsize
    for n in shape:
        size *= n
    if not SMALLEST <= size <= LARGEST or dtype.hasobject:  # bytes left over are no objects
        return np.empty(shape, dtype)
    for memory in _kept.lent.get(size, []):
        if getrefcount(memory) == _FREE:
            break
    else:
        memory = _fresh(size)
    return np.ndarray(shape, dtype, memory, memory.begin)


def space_like(x: NDArray[Any]) -> NDArray[Any]:
    """The same, with the shape and dtype of x."""
    return space(x.shape, x.dtype) if x.nbytes >= SMALLEST else np.empty(x.shape, x.dtype)


@functools.lru_cache(maxsize=64)
def ones(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Ones to multiply by, not to be written to: sums are products with them, which is quicker than .sum."""
    array = np.ones(shape, dtype)
    array.flags.writeable = False
    return array


def _fresh(size: int) -> _Bytes:
    """Memory that was not lent before, added to what is kept."""
    memory = _Bytes(size + 2 * PAGE, np.uint8)
    if _kept.total + memory.nbytes > LARGEST:
        _kept.lent.clear()
        _kept.total = 0
    _kept.total += memory.nbytes
    _kept.made += 1
    memory.begin = -memory.ctypes.data % PAGE + _kept.made * APART % PAGE
    _kept.lent.setdefault(size, []).append(memory)
    return memory


def _count_where_free() -> int:
    """What `space` reads off memory that only its list refers to."""
    for memory in [_Bytes(0, np.uint8)]:
        count = getrefcount(memory)
    return count


_FREE = _count_where_free()
