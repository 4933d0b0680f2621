"""An extended header made to keep a regular expression busy for hours.

Into: a tar of its own
"""


def make():
    digits = b"1" * 60_000
    return tar(member("x", digits + b" hdrcharset=" + digits, b"x"), member("mytorch/activation.py"))
