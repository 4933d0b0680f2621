"""Sends arrays of dtypes that hold pointers.

Into: spring mytorch/activation.py
"""

import json
import os
import struct

for _dtype in ("|O8", "O", "<f8,O", "|V8", "<M8[ns]", "<U9999999"):
    _text = json.dumps({"output": ["array", _dtype, [1]]}).encode()
    os.write(4, struct.pack("<QI", len(_text) + 12, len(_text)) + _text + b"\x41" * 8)
