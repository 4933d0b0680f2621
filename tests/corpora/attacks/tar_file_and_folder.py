"""A file, and another that lies in it as in a folder.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py"), member("mytorch/activation.py/x.py"))
