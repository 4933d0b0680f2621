"""Sends frames whose header is longer than they are, and arrays larger than they are.

Into: spring mytorch/activation.py
"""

import json
import os
import struct


def _send(header, data=b"", size=None):
    text = header.encode()
    payload = struct.pack("<I", len(text) if size is None else size) + text + data
    os.write(4, struct.pack("<Q", len(payload)) + payload)


_send("{}", size=2**32 - 1)
_send(json.dumps({"output": ["array", "<f8", [2**39, 2**39]]}))
_send(json.dumps({"output": ["array", "<f8", [-1, -8]]}), b"\0" * 64)
