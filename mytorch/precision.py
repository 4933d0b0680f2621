"""float16 is computed in float32."""

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["in_single"]


def in_single(op: Callable[..., Any], *tensors: Any) -> Any:
    """op(*tensors), with float16 tensors computed in float32 and the result rounded once at the end.

    In float16, sums, squares and quotients within the op can overflow or become 0 although the result does
    not.
    """
    if all(x.array.dtype.char != "e" for x in tensors):
        return op(*tensors)
    dtype = np.result_type(*(x.array.dtype for x in tensors))
    return op(*(x.float() if x.array.dtype.char == "e" else x for x in tensors)).to(dtype)
