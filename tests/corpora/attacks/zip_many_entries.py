"""A zip whose directory has half a million entries.

Into: an archive of its own
"""

import struct


def make():
    name = b"mytorch/a.py"
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, *[0] * 7, len(name), *[0] * 6) + name
    entries = entry * 500_000
    ending = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0, 0, len(entries), 0, 0)
    return b"PK\x03\x04" + entries + ending
