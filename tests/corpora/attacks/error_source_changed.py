"""Changes its own source on the disk, and then fails.

Into: spring mytorch/activation.py
"""

with open(__file__, "w") as _file:
    _file.write("full marks\n" * 1000)


def _raise(self, x):
    raise ValueError("where?")


Sigmoid.forward = _raise
