"""One name twice, by two spellings: which is graded?

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py", b"one = 1"), member("mytorch//./activation.py", b"two = 2"))
