"""Reads address 0.

Into: spring mytorch/activation.py
"""

import ctypes

ctypes.string_at(0)
