"""A zip with names that steer a terminal, or turn the line round.

Into: an archive of its own
"""

import io
import zipfile


def make():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in ("mytorch/\x1b[2J.py", "mytorch/\u202eyp.x", "mytorch/a\nTotal score: 100/100.py"):
            made.writestr(name, "x = 1")
        made.writestr("mytorch/activation.py", "x = 1")
    return buffer.getvalue()
