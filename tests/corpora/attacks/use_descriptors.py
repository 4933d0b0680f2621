"""Opens files until none can be opened, and answers then.

Into: spring mytorch/activation.py
"""

import contextlib
import os

with contextlib.suppress(OSError):
    while True:
        os.dup(0)
