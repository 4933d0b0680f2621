"""Raises an error whose text takes for ever to make.

Into: spring mytorch/activation.py
"""


class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


def _raise(self, x):
    raise Endless


Sigmoid.forward = _raise
