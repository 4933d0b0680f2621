"""Loops for ever when it is called.

Into: spring mytorch/activation.py
"""


def _loop(self, x):
    while True:
        x = x + 0


Sigmoid.forward = _loop
