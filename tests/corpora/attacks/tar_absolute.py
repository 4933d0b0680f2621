"""A name that begins at the root of the file system.

Into: a tar of its own
"""


def make():
    return tar(member(FOLDER + "/written"), member("mytorch/activation.py"))
