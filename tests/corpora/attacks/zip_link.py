"""A zip with links to a secret file and to a folder outside, and a file through the second.

Into: an archive of its own
"""

import io
import zipfile


def make():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, target in (("mytorch/activation.py", SECRET_FILE), ("mytorch/way", FOLDER)):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o120777 << 16
            made.writestr(info, target)
        made.writestr("mytorch/way/written.py", "x = 1")
    return buffer.getvalue()
