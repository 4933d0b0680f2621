"""A named pipe, which blocks who opens it.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py", kind=b"6"))
