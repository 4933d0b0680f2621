"""Fills the pipe and never stops.

Into: spring mytorch/activation.py
"""

import os

while True:
    os.write(4, b"\0" * 1_000_000)
