"""Leaves a hundred thousand remarks, by names that NumPy had.

Into: spring mytorch/activation.py
"""

import sys

import numpy as np

for _number in range(100_000):
    _code = compile("\n" * _number + "np.float", __file__, "eval") if _number < 2_000 else _code
    eval(_code)
