"""Calls what kernels are broken with: bpf, userfaultfd, io_uring, perf, keys, modules.

Into: spring mytorch/activation.py
"""

import ctypes

_libc = ctypes.CDLL(None)
_found = [
    number
    for number in (321, 323, 425, 298, 248, 250, 175, 313, 246, 169, 155, 165, 428, 434, 438, 447)
    if _libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0, 0) > 2
]
if _found:
    raise RuntimeError(f"SECRET: {_found}")
