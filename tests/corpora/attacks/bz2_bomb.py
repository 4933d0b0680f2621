"""A bzip2 file that unpacks to half a gigabyte of nothing.

Into: an archive of its own
"""

import bz2


def make():
    return bz2.compress(bytes(50_000_000)) * 10
