"""Connects to a socket without a name in the file system.

Into: spring mytorch/activation.py
"""

import contextlib
import socket

with contextlib.suppress(OSError):
    socket.socket(socket.AF_UNIX).connect(f"\0canary-{PORT}")
