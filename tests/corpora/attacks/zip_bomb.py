"""A zip whose sources unpack to half a gigabyte.

Into: an archive of its own
"""

import io
import zipfile


def make():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(70):
            made.writestr(f"mytorch/{number}.py", bytes(8_000_000))
    return buffer.getvalue()
