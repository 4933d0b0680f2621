"""Exponentials and their sum along a dim, which never overflow.

Subtracting the maximum m along dim first changes none of the values. What float16 holds is computed in
float32 and rounded once at the end. Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.dtypes import in_floats
from mytorch.ops.array_function import ArrayFunction

__all__ = ["LogSoftmax", "LogSumExp", "Softmax"]


class Softmax(ArrayFunction):
    """z = eˣ / Σ eˣ along dim.      dL/dx = z * (g - Σ g z)"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, dim):
        ctx.dim = dim
        _, e, total = _exponentials(x, dim)
        z = e / total
        if ctx.recorded:
            ctx.save_for_backward(z.copy())
        return z.astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return z * (g - (g * z).sum(axis=ctx.dim, keepdims=True))


class LogSoftmax(ArrayFunction):
    """z = x - log Σ eˣ along dim.      dL/dx = g - softmax(x) * Σ g"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, dim):
        ctx.dim = dim
        shifted, e, total = _exponentials(x, dim)
        if ctx.recorded:
            ctx.save_for_backward(e / total)
        with np.errstate(divide="ignore"):  # along a dim of size 0, where nothing comes of it
            log_total = np.log(total)
        return (shifted - log_total).astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        (softmax,) = ctx.saved_tensors
        return g - softmax * g.sum(axis=ctx.dim, keepdims=True, dtype=softmax.dtype)


class LogSumExp(ArrayFunction):
    """z = log Σ eˣ over dim, one or a tuple of them.      dL/dx = g * softmax(x), g stretched back along dim

    An infinite m counts as 0. The sum over no elements is 0, and its logarithm -∞. So it is where all x are
    -∞; there dL/dx is NaN, as in PyTorch.
    """

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, dim, keepdim=False):
        wide = x.astype(np.result_type(x, np.float32), copy=False)
        m = wide.real.max(axis=dim, keepdims=True, initial=-np.inf)
        m = np.where(np.isinf(m), m.dtype.type(0), m)
        e = np.exp(wide - m)
        total = e.sum(axis=dim, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.log(total) + m
            if ctx.recorded:
                ctx.save_for_backward(e / total)
        ctx.shape = z.shape
        return (z if keepdim else np.squeeze(z, dim)).astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        (softmax,) = ctx.saved_tensors
        return g.reshape(ctx.shape) * softmax


def _exponentials(x, dim):
    """x - m, its exponential, and the sum of that."""
    x = x.astype(np.result_type(x, np.float32), copy=False)
    if not x.size:
        return x, x, np.ones_like(x)
    shifted = x - x.real.max(axis=dim, keepdims=True)
    e = np.exp(shifted)
    return shifted, e, e.sum(axis=dim, keepdims=True)
