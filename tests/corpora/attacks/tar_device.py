"""Devices: a disk and a terminal.

Into: a tar of its own
"""


def make():
    return tar(
        member("mytorch/activation.py"), member("mytorch/a", kind=b"4"), member("mytorch/b", kind=b"3")
    )
