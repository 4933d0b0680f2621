"""A bzip2 file of a hundred thousand empty parts.

Into: an archive of its own
"""

import bz2


def make():
    return bz2.compress(b"") * 100_000
