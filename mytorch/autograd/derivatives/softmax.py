"""The derivatives of mytorch/ops/softmax.py in tensors (see mytorch/autograd/derivatives/__init__.py)."""

from typing import Any

import numpy as np

from mytorch import ops

__all__ = ["SOFTMAX"]


def _softmax(ctx: Any, g: Any, x: Any) -> Any:
    z = ops.Softmax.apply(x, dim=ctx.dim)
    return z * (g - (g * z).sum(ctx.dim, keepdim=True))


def _log_softmax(ctx: Any, g: Any, x: Any) -> Any:
    return g - ops.Softmax.apply(x, dim=ctx.dim) * g.sum(ctx.dim, keepdim=True)


def _log_sum_exp(ctx: Any, g: Any, x: Any) -> Any:
    """g * softmax(x); a maximum may be taken as a constant."""
    dims = tuple(i for i, n in enumerate(ctx.shape) if n == 1)  # those summed over, and some of one element
    m = x.array.max(axis=dims, keepdims=True, initial=-np.inf)
    e = (x - np.where(np.isinf(m), 0, m).astype(x.dtype)).exp()
    return g.reshape(ctx.shape) * (e / e.sum(dims, keepdim=True))


SOFTMAX = {
    ops.Softmax: (_softmax,),
    ops.LogSoftmax: (_log_softmax,),
    ops.LogSumExp: (_log_sum_exp,),
}
