"""A zip that says that a file has four gigabytes.

Into: an archive of its own
"""

import io
import struct
import zipfile


def make():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mytorch/activation.py", bytes(1000))
    content = buffer.getvalue()
    at = content.rindex(b"PK\x01\x02") + 24
    return content[:at] + struct.pack("<I", 2**32 - 2) + content[at + 4 :]
