"""A hard link to a secret file.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py", kind=b"1", link=SECRET_FILE))
