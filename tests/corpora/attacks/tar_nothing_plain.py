"""Names that are empty, or not of this system.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch\\..\\..\\written"), member("C:/written"), member(""), member("."))
