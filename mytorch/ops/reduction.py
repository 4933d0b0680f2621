"""Sums, means and maxima.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.ops.array_function import ArrayFunction

__all__ = ["Max", "MaxAlong", "Mean", "Sum"]


class Sum(ArrayFunction):
    """z = Σ x over dim (all of them: None).      dL/dx = g, stretched back along dim

    Integers and bools are summed in int64. float16 is summed in float32, as a float16 sum of ones stops at
    2,048.
    """

    @staticmethod
    def forward(ctx, x, dim=None, keepdim=False):
        ctx.shape, ctx.dim = x.shape, dim
        if x.dtype.kind in "bui":
            return x.sum(axis=dim, keepdims=keepdim, dtype=np.int64)
        wide = np.result_type(x, np.float32)
        return x.sum(axis=dim, keepdims=keepdim, dtype=wide).astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        return _stretch(g, ctx.shape, ctx.dim)


class Mean(ArrayFunction):
    """z = Σ x / n over dim, n being the number of summands.      dL/dx = g / n, stretched back

    TypeError for integers, as in PyTorch, because their mean is usually no integer.
    """

    @staticmethod
    def forward(ctx, x, dim=None, keepdim=False):
        if x.dtype.kind in "bui":
            raise TypeError(f"mean() takes floats; got {x.dtype}. Convert first: x.double().mean().")
        ctx.shape, ctx.dim = x.shape, dim
        z = x.mean(axis=dim, keepdims=keepdim)
        ctx.n = x.size // max(z.size, 1)
        return z

    @staticmethod
    def backward(ctx, g):
        return _stretch(g / np.float64(ctx.n), ctx.shape, ctx.dim)


class Max(ArrayFunction):
    """z = max x over all elements.      dL/dx = g where x = z, shared evenly among equals"""

    @staticmethod
    def forward(ctx, x):
        z = x.max()
        if ctx.recorded:
            winners = x == z
            ctx.save_for_backward(winners / winners.sum())
        return z

    @staticmethod
    def backward(ctx, g):
        (share,) = ctx.saved_tensors
        return g * share


class MaxAlong(ArrayFunction):
    """z = max x along dim.      dL/dx = g at the first maximum, 0 elsewhere"""

    @staticmethod
    def forward(ctx, x, dim, keepdim=False):
        winner = np.expand_dims(x.argmax(axis=dim), dim)
        ctx.dim, ctx.shape = dim, x.shape
        ctx.save_for_backward(winner)
        z = np.take_along_axis(x, winner, axis=dim)
        return z if keepdim else z.squeeze(axis=dim)

    @staticmethod
    def backward(ctx, g):
        (winner,) = ctx.saved_tensors
        dx = np.zeros(ctx.shape, g.dtype)
        np.put_along_axis(dx, winner, g.reshape(winner.shape), axis=ctx.dim)
        return dx


def _stretch(g, shape, dim):
    """g repeated along the dims that a reduction removed, as a fresh array."""
    if dim is not None:
        dims = dim if isinstance(dim, tuple) else (dim,)
        kept = [1 if i in {d % len(shape) for d in dims} else n for i, n in enumerate(shape)]
        g = np.reshape(g, kept)
    return np.broadcast_to(g, shape).copy()
