"""Fifty thousand empty files.

Into: a tar of its own
"""


def make():
    return tar(*(member(f"mytorch/{number}.py", b"") for number in range(50_000)))
