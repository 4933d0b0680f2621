"""The derivatives of mytorch/ops/shaping.py in tensors (see mytorch/autograd/derivatives/__init__.py)."""

from mytorch import ops

__all__ = ["SHAPING"]

SHAPING = {
    ops.AddAt: (lambda ctx, g: g[ctx.key],),
    ops.Cast: (lambda ctx, g: g,),
    ops.Index: (lambda ctx, g: ops.AddAt.apply(g, key=ctx.key, shape=ctx.shape),),
    ops.Permute: (lambda ctx, g: g.permute(*ctx.back),),
    ops.Reshape: (lambda ctx, g: g.reshape(ctx.shape),),
    ops.Transpose: (lambda ctx, g: g.T,),
}
