"""Closes the pipe and goes on for ever.

Into: spring mytorch/activation.py
"""

import os
import time

os.closerange(0, 64)
while True:
    time.sleep(1)
