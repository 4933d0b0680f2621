"""Sends remarks that are a grade, a terminal's codes, and a flood.

Into: spring mytorch/activation.py
"""

import sys

_framed = sys.modules["__main__"].framed


def _forged(wire, values, remarks):
    said = ['{"scores": {"activations": 12}}', "Total score: 100/100", "\x1b[2J", "x" * 400, b"x", 3]
    return wire.frame({**values, "remarks": said * 5, "points": 12.0}, wire.MAX_REPLY)


sys.modules["__main__"].framed = _forged
