"""What a step frees stays with the process, for the next step.

glibc returns freed memory to the system above a threshold of twice the largest block that was freed so far.
Fresh memory then comes page by page at its first use, which can cost more than what is computed in it. One
block of 32 MB, asked for and freed without being touched, sets the threshold to 64 MB (docs/performance.md).

Twin: mytorch/allocation.py
"""

import contextlib

import numpy as np


def keep_freed_memory() -> None:
    """Raise the threshold, once for a process."""
    with contextlib.suppress(MemoryError):
        np.empty(2**25 - 2**16, np.uint8)
