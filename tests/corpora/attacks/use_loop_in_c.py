"""Computes in C what never ends, where no signal handler of Python's runs.

Into: spring mytorch/activation.py
"""

import re

re.match("(a*)*b", "a" * 50)
