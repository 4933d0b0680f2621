"""Keeps the memory that a training step frees in the process, for the next step.

The system delivers the memory of a new large array page by page, when it is first written to. That can take
longer than the arithmetic: without this file, workload W3 by hand took up to 1.15 times as long, and W4 up
to 1.10 times (docs/performance.md). By default, glibc returns freed memory to the system when there is more
of it than twice the largest single block that was freed before. So we allocate a block of 32 MB once, the
largest size that glibc takes into account, and free it without writing to it: from then on glibc keeps up to
64 MB. Other allocators are not affected.

Twin: classic_mlp/allocation.py
"""

import contextlib

import numpy as np

__all__ = ["keep_freed_memory"]


def keep_freed_memory() -> None:
    """Make the allocator keep freed memory. Called once in a process, at import."""
    with contextlib.suppress(MemoryError):
        np.empty(2**25 - 2**16, np.uint8)
