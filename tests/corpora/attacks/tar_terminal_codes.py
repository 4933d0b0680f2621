"""Names that would rewrite the teacher's terminal.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/\x1b[2J\r{}.py"), member("mytorch/activation.py"))
