"""A file of a hundred megabytes.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py", b"#" * 100_000_000))
