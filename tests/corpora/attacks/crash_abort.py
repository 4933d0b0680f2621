"""Aborts, by the C library.

Into: spring mytorch/activation.py
"""

import os

os.abort()
