"""Scratch space: large arrays, lent out again when no one has them any longer.

Writing to fresh memory of this size makes the system find it page by page, which can take longer than
the arithmetic. Training wants the same few shapes in every step, so they stay here in between. Whether
an array is still in use, as a result somebody keeps or as a layer's state, its reference count tells.

No two begin at the same place of a 4 KB page: to a processor, a load from one and a store to the other
would look like the same memory, and wait for each other.

Twin: mytorch/memory.py
"""

import threading
from sys import getrefcount
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST = 64 * 1024  # bytes; for less there is always memory at hand
LARGEST = 256 * 1024 * 1024  # bytes in all; where a network needs more, what is kept is let go

_kept = threading.local()  # of each thread for itself: two threads must not be lent the same array


class _Bytes(np.ndarray[Any, Any]):
    """What a lent array lies in. Its own class keeps NumPy from taking it for the array's owner's owner."""


def space(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """An array of that shape and dtype to write a result into; what stands in it is left over."""
    size = dtype.itemsize
    for n in shape:
        size *= n
    if size < SMALLEST:
        return np.empty(shape, dtype)
    arrays = _kept.__dict__.setdefault("arrays", {})
    for array in arrays.get((shape, dtype), ()):
        if getrefcount(array) == _FREE:
            return array
    if _kept.__dict__.get("total", 0) + size > LARGEST:
        arrays.clear()
        _kept.total = 0
    _kept.total = _kept.__dict__.get("total", 0) + size
    _kept.made = _kept.__dict__.get("made", 0) + 1
    memory = _Bytes(size + 8192, np.uint8)
    begin = -memory.ctypes.data % 4096 + _kept.made % 16 * 256
    arrays.setdefault((shape, dtype), []).append(np.ndarray(shape, dtype, memory, begin))
    return arrays[shape, dtype][-1]


def space_like(x: NDArray[Any]) -> NDArray[Any]:
    """The same, with the shape and dtype of x."""
    return space(x.shape, x.dtype)


def _count_of_a_free_array() -> int:
    """What `space` reads off an array that only its list refers to."""
    arrays: dict[int, list[NDArray[Any]]] = {0: [np.empty(0)]}
    counts = []
    for array in arrays.get(0, ()):
        counts.append(getrefcount(array))
    return counts[0]


_FREE = _count_of_a_free_array()
