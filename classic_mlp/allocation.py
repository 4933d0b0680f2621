"""Keeps the memory that a training step frees in the process, for the next step.

glibc returns freed memory to the system above a threshold, which is twice the largest block that was freed
so far. New memory from the system comes page by page at its first use, which can take longer than the
computation. Allocating one block of 32 MB and freeing it without writing to it sets the threshold to 64 MB
(docs/performance.md).

Twin: mytorch/allocation.py
"""

import contextlib

import numpy as np


def keep_freed_memory() -> None:
    """Raise glibc's threshold. Called once in a process, at import."""
    with contextlib.suppress(MemoryError):
        np.empty(2**25 - 2**16, np.uint8)
