"""A gzip file that unzips to a gigabyte of nothing.

Into: a tar of its own
"""

import gzip


def make():
    return gzip.compress(b"\0" * 200_000_000, 9)
