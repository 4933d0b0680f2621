"""Writes a large frame, one byte at a time.

Into: spring mytorch/activation.py
"""

import os
import struct
import time

os.write(4, struct.pack("<Q", 60_000_000))
while True:
    os.write(4, b"x")
    time.sleep(0.01)
