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


def _at_the_first_maximum(ctx: Any, g: Any, x: Any) -> Any:
    """g at the place of the maximum along ctx.dim, 0 elsewhere."""
    (winner,) = ctx.saved_tensors
    is_winner = np.zeros(ctx.shape, g.dtype)
    np.put_along_axis(is_winner, winner, 1, axis=ctx.dim)
    return g.reshape(winner.shape) * is_winner


def _shared(ctx: Any, g: Any, x: Any) -> Any:
    """g shared evenly among the maxima."""
    (share,) = ctx.saved_tensors
    return g * share


REDUCTION = {
    ops.Sum: (stretched,),
    ops.Mean: (lambda ctx, g: stretched(ctx, g / ctx.n),),
    ops.Max: (_shared,),
    ops.MaxAlong: (_at_the_first_maximum,),
}
