"""A gzip file of a million empty parts.

Into: an archive of its own
"""

import gzip


def make():
    return gzip.compress(b"") * 1_000_000
