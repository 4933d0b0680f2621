"""A zip that says it is encrypted.

Into: an archive of its own
"""

import io
import zipfile


def make():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mytorch/activation.py", "x = 1")
    content = buffer.getvalue()
    at = content.index(b"PK\x01\x02") + 8
    return content[:at] + b"\x41" + content[at + 1 :]
