"""Writes garbage into the pipe.

Into: spring mytorch/activation.py
"""

import os

for _descriptor in range(3, 32):
    try:
        os.write(_descriptor, os.urandom(5000))
    except OSError:
        continue
