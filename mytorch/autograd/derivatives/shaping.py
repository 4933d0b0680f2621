"""The derivatives of mytorch/ops/shaping.py and joining.py in tensors (see .../derivatives/__init__.py)."""

from typing import Any

from mytorch import ops

__all__ = ["SHAPING"]


def _part(ctx: Any, g: Any, i: int) -> Any:
    """The stretch of g that is input i's."""
    start, stop = [0, *ctx.borders.tolist(), None][i : i + 2]
    return g[(*[slice(None)] * (ctx.dim % g.ndim), slice(start, stop))]


SHAPING = {
    ops.AddAt: (lambda ctx, g: g[ctx.key],),
    ops.Cast: (lambda ctx, g: g,),
    ops.Cat: _part,
    ops.Expand: (lambda ctx, g: g,),
    ops.Index: (lambda ctx, g: ops.AddAt.apply(g, key=ctx.key, shape=ctx.shape),),
    ops.Pad: (lambda ctx, g: g[ctx.inside],),
    ops.Permute: (lambda ctx, g: g.permute(*ctx.back),),
    ops.Reshape: (lambda ctx, g: g.reshape(ctx.shape),),
    ops.Transpose: (lambda ctx, g: g.T,),
}
