"""Sums, means, norms, maxima and minima.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.ops.array_function import ArrayFunction

__all__ = ["Max", "MaxAlong", "Mean", "Min", "MinAlong", "Norm", "Sum"]


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
        if not x.ndim:
            x, dim = x.reshape(1), 0 if dim is None else dim  # which has the dims 0 and -1, as in PyTorch
        keepdims = keepdim and bool(ctx.shape)
        # Of no elements it is NaN, as in PyTorch; NumPy's own mean would warn of it.
        z = x.mean(axis=dim, keepdims=keepdims) if x.size else x.sum(axis=dim, keepdims=keepdims) * np.nan
        ctx.n = max(x.size // max(z.size, 1), 1)  # an empty gradient may be divided by anything but 0
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
        return _pick(ctx, x, winner, dim, keepdim)

    @staticmethod
    def backward(ctx, g):
        return _put(ctx, g)


class Min(ArrayFunction):
    """z = min x over all elements.      dL/dx = g where x = z, shared evenly among equals"""

    @staticmethod
    def forward(ctx, x):
        z = x.min()
        if ctx.recorded:
            winners = x == z
            ctx.save_for_backward(winners / winners.sum())
        return z

    @staticmethod
    def backward(ctx, g):
        (share,) = ctx.saved_tensors
        return g * share


class MinAlong(ArrayFunction):
    """z = min x along dim.      dL/dx = g at the first minimum, 0 elsewhere"""

    @staticmethod
    def forward(ctx, x, dim, keepdim=False):
        winner = np.expand_dims(x.argmin(axis=dim), dim)
        return _pick(ctx, x, winner, dim, keepdim)

    @staticmethod
    def backward(ctx, g):
        return _put(ctx, g)


class Norm(ArrayFunction):
    """z = (Σ |x|ᵖ)¹ᐟᵖ over dim (all of them: None).      dL/dx = g * sign x * (|x| / z)ᵖ⁻¹, stretched back

    p = ∞ and -∞: the largest and the smallest |x|; g is shared evenly among equals. p = 0: how many x are
    not 0; dL/dx = 0. Where x or z is 0, dL/dx = 0. float16 is computed in float32.
    """

    @staticmethod
    def forward(ctx, x, p=2.0, dim=None, keepdim=False):
        ctx.p, ctx.dim = p, dim
        wide = x.astype(np.result_type(x, np.float32), copy=False)
        size = wide * np.sign(wide.real)
        if np.isinf(p):
            z = (size.max if p > 0 else size.min)(axis=dim, keepdims=True)
        elif p == 2:
            z = np.sqrt((wide * wide).sum(axis=dim, keepdims=True))
        elif p == 0:
            z = (size != 0).sum(axis=dim, keepdims=True, dtype=wide.dtype)
        else:
            with np.errstate(divide="ignore"):  # of 0 to a negative power, which makes the norm 0
                z = (size**p).sum(axis=dim, keepdims=True) ** (1 / p)
        ctx.save_for_backward(x, z)
        return (z if keepdim else np.squeeze(z, dim)).astype(x.dtype)

    @staticmethod
    def backward(ctx, g):
        (x, z), p = ctx.saved_tensors, ctx.p
        g, sign = g.reshape(z.shape), np.sign(x.real)
        size = x * sign
        if p == 0:
            return np.zeros_like(x)
        if np.isinf(p):
            winners = size == z
            return g * sign * (winners / winners.sum(axis=ctx.dim, keepdims=True))
        there = (size != 0) & (z != 0)
        return g * sign * np.where(there, size / np.where(z == 0, 1, z), 1) ** (p - 1) * there


def _pick(ctx, x, winner, dim, keepdim):
    """The element at the place that is named along dim; a tensor without dims has but one."""
    if not x.ndim:
        ctx.dim = None
        return x.copy()
    ctx.dim, ctx.shape = dim, x.shape
    ctx.save_for_backward(winner)
    z = np.take_along_axis(x, winner, axis=dim)
    return z if keepdim else z.squeeze(axis=dim)


def _put(ctx, g):
    """g at the places that _pick took, 0 elsewhere."""
    if ctx.dim is None:
        return g
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
