"""A file that is all hole, said in the extended header.

Into: a tar of its own
"""


def make():
    return tar(member("x", record("GNU.sparse.size", "99999999999"), b"x"), member("mytorch/activation.py"))
