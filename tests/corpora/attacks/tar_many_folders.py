"""Twenty thousand folders, each in the one before.

Into: a tar of its own
"""


def make():
    return tar(
        *(member("mytorch/" + "a/" * 40, kind=b"5") for _ in range(20_000)), member("mytorch/linear.py")
    )
