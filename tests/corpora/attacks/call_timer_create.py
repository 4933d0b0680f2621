"""Makes timers, which the kernel keeps for it.

Into: spring mytorch/activation.py
"""

import contextlib
import ctypes
import signal

_libc = ctypes.CDLL(None)
_timers = [ctypes.c_void_p() for _ in range(1000)]
if any(_libc.timer_create(1, None, ctypes.byref(_timer)) == 0 for _timer in _timers):
    raise RuntimeError("SECRET: it has a timer")
with contextlib.suppress(OSError):
    signal.setitimer(signal.ITIMER_REAL, 1000)
    raise RuntimeError("SECRET: it has an alarm")
if _libc.timerfd_create(1, 0) >= 0:
    raise RuntimeError("SECRET: it has a timer's descriptor")
