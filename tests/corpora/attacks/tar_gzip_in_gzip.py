"""A tar, zipped, and zipped again a hundred times.

Into: a tar of its own
"""

import gzip


def make():
    content = tar(member("mytorch/activation.py"))
    for _ in range(100):
        content = gzip.compress(content)
    return content
