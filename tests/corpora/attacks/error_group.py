"""Raises a group of ten thousand nested errors.

Into: spring mytorch/activation.py
"""


def _raise(self, x):
    error = ValueError("x")
    for _ in range(10_000):
        error = ExceptionGroup("deeper", [error])
    raise error


Sigmoid.forward = _raise
