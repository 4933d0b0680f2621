"""Memory that a training step frees, kept for the next one.

A large array that is new in each step comes from the system page by page, as it is first written to, and
that can take longer than the arithmetic: without this, W3 by hand took up to 1.15 and W4 up to 1.10 of its
time (docs/performance.md). Left to itself, glibc gives freed memory back once there is more of it than twice
the largest single block that was freed before. So a block of 32 MB, the largest that it takes into account,
is asked for and let go once, untouched: from then on it keeps up to 64 MB. Other allocators stay as they are.

Twin: classic_mlp/allocation.py
"""

import contextlib

import numpy as np

__all__ = ["keep_freed_memory"]


def keep_freed_memory() -> None:
    """Once for a process: let the allocator keep what is freed."""
    with contextlib.suppress(MemoryError):
        np.empty(2**25 - 2**16, np.uint8)
