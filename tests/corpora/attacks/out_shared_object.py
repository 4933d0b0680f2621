"""Loads machine code out of a file of its own.

Into: spring mytorch/activation.py
"""

import contextlib
import ctypes

with open("/handin/evil.so", "wb") as _file, open(np._core._multiarray_umath.__file__, "rb") as _original:
    _file.write(_original.read()[:10_000_000])
with contextlib.suppress(OSError):
    raise RuntimeError(f"SECRET: {ctypes.CDLL('/handin/evil.so')}")
