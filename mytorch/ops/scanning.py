"""Products of all elements, and sums that run along a dim.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.ops.array_function import ArrayFunction

__all__ = ["CumSum", "Prod"]


class CumSum(ArrayFunction):
    """zᵢ = x₀ + … + xᵢ along dim.      dL/dxᵢ = gᵢ + gᵢ₊₁ + …, the sum that runs back from the end

    Integers and bools are added up in int64, float16 in float32.
    """

    @staticmethod
    def forward(ctx, x, dim):
        ctx.dim = dim
        z = np.cumsum(x, axis=dim, dtype=_wide(x.dtype)).reshape(x.shape)
        return z if z.dtype == np.int64 else z.astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        if not g.ndim:
            return g
        from_the_end = np.cumsum(np.flip(g, ctx.dim), axis=ctx.dim, dtype=_wide(g.dtype))
        return np.flip(from_the_end, ctx.dim)


class Prod(ArrayFunction):
    """z = Π x over all elements, or along dim.      dL/dxᵢ = g * Π xⱼ over all j but i

    The product of the others is that of those before i times that of those behind, so that no zero is
    divided by. Integers and bools are multiplied in int64, float16 in float32.
    """

    @staticmethod
    def forward(ctx, x, dim=None, keepdim=False):
        ctx.save_for_backward(x)
        ctx.dim = dim
        z = np.prod(x, axis=dim, keepdims=keepdim, dtype=_wide(x.dtype))
        return z if z.dtype == np.int64 else z.astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        if ctx.dim is None or not x.ndim:
            others = _product_of_the_others(x.reshape(-1), 0)
            return (g.reshape(-1) * others).reshape(x.shape)
        kept = [1 if i == ctx.dim % x.ndim else n for i, n in enumerate(x.shape)]
        return g.reshape(kept) * _product_of_the_others(x, ctx.dim)


def _product_of_the_others(x, dim):
    """For each element the product of all others along dim."""
    x = np.moveaxis(x, dim, 0)
    before, behind = np.ones(x.shape, _wide(x.dtype)), np.ones(x.shape, _wide(x.dtype))
    np.cumprod(x[:-1], axis=0, out=before[1:])
    np.cumprod(x[:0:-1], axis=0, out=behind[-2::-1])
    return np.moveaxis(before * behind, 0, dim)


def _wide(dtype):
    """In which dtype numbers are added up or multiplied."""
    return np.dtype(np.int64) if dtype.kind in "bui" else np.result_type(dtype, np.float32)
