"""A symbolic link to a folder outside, and a file through it.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/way", kind=b"2", link=FOLDER), member("mytorch/way/written"))
