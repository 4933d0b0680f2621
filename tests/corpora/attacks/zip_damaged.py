"""A zip of random bytes between its beginning and its end.

Into: an archive of its own
"""

import random


def make():
    noise = random.Random(1).randbytes(100_000)
    return b"PK\x03\x04" + noise + b"PK\x05\x06" + bytes(4) + b"\xff\xff" * 2 + noise[:10] + bytes(2)
