"""An xz file that unpacks to half a gigabyte of nothing.

Into: an archive of its own
"""

import lzma


def make():
    return lzma.compress(bytes(500_000_000), preset=0)
