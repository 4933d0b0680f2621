"""Attaches to its parent as a debugger, and writes into its memory.

Into: spring mytorch/activation.py
"""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
for _process in (os.getppid(), GRADER, 1):
    for _request in (16, 0x4206, 8):
        if _libc.ptrace(_request, _process, 0, 0) == 0:
            raise RuntimeError("SECRET: traced")
_vector = (ctypes.c_size_t * 2)(id(_libc), 8)
if _libc.process_vm_readv(os.getppid(), _vector, 1, _vector, 1, 0) > 0:
    raise RuntimeError("SECRET: read")
