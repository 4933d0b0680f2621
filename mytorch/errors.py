"""How error messages describe the value that was given."""

from typing import Any, NoReturn

import numpy as np

__all__ = ["NotCopied", "shown"]


class NotCopied:
    """Base of classes whose objects belong to a graph, and cannot be copied or pickled."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(
            f"{self!r} is part of a graph, which cannot be copied or pickled. Copy the data: detach()."
        )


def shown(value: Any, inside: bool = False) -> str:
    """Describe any value in a few words on one line: short values as they are, others by type and shape."""
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
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array"
    name = type(value).__name__
    kind = f"{'an' if name[0] in 'aeiouAEIO' or name == 'ndarray' else 'a'} {name}"
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if not isinstance(shape, tuple):
        return kind
    if dtype is None:
        return f"{kind} of shape {shape}"
    return f"{kind} of {'records' if getattr(dtype, 'names', None) else dtype} and shape {shape}"
