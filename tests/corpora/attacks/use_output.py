"""Writes to standard output and error without end.

Into: spring mytorch/activation.py
"""

import os
import sys

while True:
    os.write(1, b"x" * 100_000)
    os.write(2, b"x" * 100_000)
    print("x" * 100_000)
    print("x" * 100_000, file=sys.stderr)
