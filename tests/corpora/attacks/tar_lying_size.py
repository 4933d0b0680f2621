"""A header that says that eight gigabytes follow.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py", size=b"77777777777\0"))
