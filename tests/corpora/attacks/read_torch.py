"""Asks PyTorch and SciPy, which it was not given.

Into: spring mytorch/activation.py
"""

for _name in ("torch", "scipy", "jax", "tensorflow", "autograd", "click", "pytest"):
    try:
        _found = __import__(_name)
    except ImportError:
        continue
    raise RuntimeError(f"SECRET: found {_found}")
