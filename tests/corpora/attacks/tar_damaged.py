"""Headers whose sums are wrong.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py")).replace(b"ustar", b"USTAR")
