"""Hundreds of extended headers full of the shortest records.

Into: a tar of its own
"""


def make():
    headers = [member("x", b"5 a=\n" * 10_000 + b"4 =\n", b"x") for _ in range(380)]
    return tar(*headers, member("mytorch/activation.py"))
