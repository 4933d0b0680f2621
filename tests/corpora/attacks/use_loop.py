"""Loops for ever.

Into: spring mytorch/activation.py
"""

while True:
    pass
