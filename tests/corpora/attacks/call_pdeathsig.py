"""Asks not to die with its parent, and changes other settings of its process.

Into: spring mytorch/activation.py
"""

import ctypes

_libc = ctypes.CDLL(None)
for _option, _value in ((1, 0), (1, 9), (4, 0), (4, 1), (36, 1), (8, 1), (29, 1), (59, 0)):
    if _libc.prctl(_option, _value, 0, 0, 0) == 0:
        raise RuntimeError(f"SECRET: prctl({_option}, {_value})")
