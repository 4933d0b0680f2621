"""Raises an error of a hundred megabytes, in a function and a file with names of their own.

Into: spring mytorch/activation.py
"""

_code = compile(
    "def f(self, x):\n    raise ValueError('x' * 100_000_000)", "/handin/" + "y" * 1_000_000, "exec"
)
_made = {}
exec(_code, _made)
Sigmoid.forward = _made["f"].__code__.replace(co_name="z" * 1_000_000) and _made["f"]
