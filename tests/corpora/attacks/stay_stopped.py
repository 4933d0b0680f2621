"""Stops itself.

Into: spring mytorch/activation.py
"""

import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
while True:
    signal.pause()
