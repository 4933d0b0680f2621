"""The derivatives of mytorch/ops/reduction.py in tensors (see mytorch/autograd/derivatives/__init__.py)."""

from typing import Any

import numpy as np

from mytorch import ops

__all__ = ["REDUCTION", "stretched"]


def stretched(ctx: Any, g: Any) -> Any:
    """g repeated along the dims that a reduction of ctx.shape over ctx.dim removed."""
    shape = ctx.shape
    dims = range(len(shape)) if ctx.dim is None else np.atleast_1d(ctx.dim) % max(len(shape), 1)
    kept = [1 if i in dims else n for i, n in enumerate(shape)]
    return g.reshape(kept) * np.ones(shape, g.dtype)


def _at_the_first(ctx: Any, g: Any, *x: Any) -> Any:
    """g at the place of the maximum or minimum along ctx.dim, 0 elsewhere."""
    if ctx.dim is None:  # of one number
        return g
    (winner,) = ctx.saved_tensors
    is_winner = np.zeros(ctx.shape, g.dtype)
    np.put_along_axis(is_winner, winner, 1, axis=ctx.dim)
    return g.reshape(winner.shape) * is_winner


def _shared(ctx: Any, g: Any, x: Any) -> Any:
    """g shared evenly among the maxima or minima."""
    (share,) = ctx.saved_tensors
    return g * share


def _norm(ctx: Any, g: Any, x: Any) -> Any:
    """g * sign x * (|x| / z)ᵖ⁻¹, 0 where z is; where p is infinite, shared evenly among the largest."""
    (_, z), p, sign = ctx.saved_tensors, ctx.p, np.sign(x.array)
    g, there = g.reshape(z.shape), z != 0
    if p == 0:
        return g * np.zeros(x.shape, g.dtype)
    if np.isinf(p):
        winners = np.abs(x.array) == z
        return g * (sign * (winners / winners.sum(axis=ctx.dim, keepdims=True)))
    norm = ops.Where.apply(ops.Norm.apply(x, p=p, dim=ctx.dim, keepdim=True), 1, condition=there)
    if p == 2:
        return g * (x / norm)
    size = ops.Where.apply(x * sign, norm, condition=there & (sign != 0))  # no power of 0
    return g * (sign * there) * (size / norm) ** (p - 1)


REDUCTION = {
    ops.Sum: (stretched,),
    ops.Mean: (lambda ctx, g: stretched(ctx, g / ctx.n),),
    ops.Max: (_shared,),
    ops.MaxAlong: (_at_the_first,),
    ops.Min: (_shared,),
    ops.MinAlong: (_at_the_first,),
    ops.Norm: (_norm,),
}
