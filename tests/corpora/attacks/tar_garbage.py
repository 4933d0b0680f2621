"""Bytes that are no tar at all.

Into: a tar of its own
"""


def make():
    return bytes(range(256)) * 100
