"""Answers from a thread that goes on after the main one has ended.

Into: spring mytorch/activation.py
"""

import _thread
import time


def _work():
    while True:
        time.sleep(0.01)


for _ in range(5):
    _thread.start_new_thread(_work, ())
