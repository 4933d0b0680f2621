"""Writes half a frame and waits.

Into: spring mytorch/activation.py
"""

import os
import struct
import time

os.write(4, struct.pack("<Q", 1000) + b"half")
time.sleep(1000)
