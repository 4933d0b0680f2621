"""Watches files by inotify and fanotify.

Into: spring mytorch/activation.py
"""

import ctypes

_libc = ctypes.CDLL(None)
if _libc.inotify_init1(0) >= 0 or _libc.inotify_init() >= 0 or _libc.fanotify_init(0, 0) >= 0:
    raise RuntimeError("SECRET: it watches files")
