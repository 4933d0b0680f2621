"""A tar that ends in the middle of a file.

Into: a tar of its own
"""


def make():
    return tar(member("mytorch/activation.py", b"#" * 5000))[:2000]
