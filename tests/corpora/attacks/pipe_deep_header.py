"""Sends a header of a hundred thousand brackets.

Into: spring mytorch/activation.py
"""

import os
import struct

_text = b"[" * 100_000
os.write(4, struct.pack("<QI", len(_text) + 4, len(_text)) + _text)
