"""A zip with a name that begins at the root of the file system.

Into: an archive of its own
"""

import io
import zipfile


def make():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(FOLDER + "/written.py", "x = 1")
        made.writestr("mytorch/activation.py", "x = 1")
    return buffer.getvalue()
