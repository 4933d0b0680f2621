"""Takes memory that a limit of one's own does not count: memfd, System V, pipes.

Into: spring mytorch/activation.py
"""

import contextlib
import ctypes
import os

_libc = ctypes.CDLL(None)
for _ in range(100):
    with contextlib.suppress(OSError, MemoryError):
        _file = os.memfd_create("bomb")
        for _ in range(16):
            os.write(_file, b"x" * 64_000_000)
        raise RuntimeError("SECRET: a memfd")
    if _libc.shmget(0, ctypes.c_size_t(1 << 28), 0o1600) >= 0:
        raise RuntimeError("SECRET: shared memory")
while True:
    _reading, _writing = os.pipe()
    os.set_blocking(_writing, False)
    with contextlib.suppress(OSError):
        while True:
            os.write(_writing, b"x" * 65_536)
