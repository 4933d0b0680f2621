"""Answers that it failed, with a kind and texts of the wrong sort.

Into: spring mytorch/activation.py
"""

import sys

_wire = sys.modules["autograder.grading.running.wire"]
_wire.send(4, {"failed": ["passed", 12, None]})
_wire.send(4, {"failed": "no"})
_wire.send(4, {"failed": ["raised", "x" * 900_000, ""]})
