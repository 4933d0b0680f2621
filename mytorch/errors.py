"""What was given, in the words of an error message."""

from typing import Any

import numpy as np

__all__ = ["shown"]


def shown(value: Any, inside: bool = False) -> str:
    """The value, or what kind of thing it is, in a few words of one line, whatever it is."""
    if isinstance(value, int) and value.bit_length() > 100:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, str | bytes):
        return repr(value[:40])
    if value is None or isinstance(value, bool | int | float | complex | np.generic | np.dtype):
        return repr(value)[:60]
    if type(value) in (tuple, list) and len(value) <= 4 and not inside:
        parts = ", ".join(shown(part, inside=True) for part in value)
        return f"[{parts}]" if type(value) is list else f"({parts}{',' * (len(value) == 1)})"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    kind = f"{'an' if type(value).__name__[0] in 'aeiouAEIO' else 'a'} {type(value).__name__}"
    return f"{kind} of shape {value.shape}" if isinstance(getattr(value, "shape", None), tuple) else kind
