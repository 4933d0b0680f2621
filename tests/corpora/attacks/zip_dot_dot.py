"""A zip with names that climb out of the folder, with either slash.

Into: an archive of its own
"""

import io
import zipfile


def make():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mytorch/activation.py", "x = 1")
        for slash in "/\\":
            info = zipfile.ZipInfo("placeholder")
            info.create_system = 0
            info.filename = f"mytorch/../../../..{FOLDER}/written.py".replace("/", slash)
            made.writestr(info, "x = 1")
    return buffer.getvalue()
