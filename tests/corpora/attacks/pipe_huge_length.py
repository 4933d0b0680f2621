"""Announces a frame of 16 exabytes.

Into: spring mytorch/activation.py
"""

import os

os.write(4, b"\xff" * 8)
