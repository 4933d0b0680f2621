"""A plain name, and another in the extended header that climbs out.

Into: a tar of its own
"""


def make():
    renamed = record("path", "../../../.." + FOLDER + "/written")
    return tar(member("x", renamed, b"x"), member("mytorch/activation.py"))
