"""What float16 is computed in: float32, and rounded once at the end."""

from collections.abc import Callable

import numpy as np

from mytorch.tensor import Tensor

__all__ = ["in_single"]


def in_single(op: Callable[..., Tensor], *tensors: Tensor) -> Tensor:
    """op(*tensors), computed in float32 where some are float16 and rounded once at the end.

    In float16 sums, squares and shares of a batch overflow or vanish where their result does not.
    """
    if all(x.array.dtype.char != "e" for x in tensors):
        return op(*tensors)
    dtype = np.result_type(*(x.array.dtype for x in tensors))
    return op(*(x.float() if x.array.dtype.char == "e" else x for x in tensors)).to(dtype)
