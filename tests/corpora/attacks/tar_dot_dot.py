"""Names that climb out of the folder.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/../../../.." + FOLDER + "/written"), member("mytorch/activation.py"))
