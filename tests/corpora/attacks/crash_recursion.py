"""Recurses to Python's limit, and again in what is done about it.

Into: spring mytorch/activation.py
"""


class Bite:
    def __del__(self):
        _recurse(self)

    def __repr__(self):
        return repr([self])


def _recurse(x):
    try:
        return _recurse(Bite())
    except RecursionError:
        return _recurse(x)


for _kind in (Identity, Sigmoid, Tanh, ReLU):
    _kind.forward = lambda self, x: _recurse(x)
