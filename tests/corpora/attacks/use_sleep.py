"""Sleeps through the limit.

Into: spring mytorch/activation.py
"""

import time

time.sleep(100_000)
