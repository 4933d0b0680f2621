"""Stops itself.

Into: spring mytorch/activation.py
"""

import signal

signal.raise_signal(signal.SIGSTOP)
while True:
    pass
