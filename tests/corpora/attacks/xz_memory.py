"""An xz file whose header asks for a gigabyte and a half of memory.

Into: an archive of its own
"""

import lzma


def make():
    content = tar(member("mytorch/activation.py"))
    return lzma.compress(content, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1_500_000_000}])
