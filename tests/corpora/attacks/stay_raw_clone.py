"""Leaves a daemon behind, made by system calls that no wrapper sees.

Into: spring mytorch/activation.py
"""

import ctypes
import time

_libc = ctypes.CDLL(None)
for _number, _flags in ((56, 17), (56, 0x8000_0000 | 17), (57, 0), (58, 0), (435, 0), (220, 17)):
    if (
        _libc.syscall(ctypes.c_long(_number), ctypes.c_ulong(_flags), None, None, None, None) == 0
        and _number != 435
    ):
        while True:
            time.sleep(1)
