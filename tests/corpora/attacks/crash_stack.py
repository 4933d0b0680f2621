"""Recurses without a limit, until the stack is used up.

Into: spring mytorch/activation.py
"""

import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def _deep(*arguments):
    return sorted([1, 2], key=_deep)


_deep()
