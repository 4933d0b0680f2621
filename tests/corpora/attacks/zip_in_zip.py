"""A zip in a zip, ten deep, the innermost a bomb.

Into: an archive of its own
"""

import io
import zipfile


def make():
    content = bytes(50_000_000)
    for depth in range(10):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("mytorch/activation.py" if depth == 0 else "handin.zip", content)
        content = buffer.getvalue()
    return content
