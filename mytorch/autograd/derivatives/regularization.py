"""The derivatives of mytorch/ops/regularization.py in tensors (see .../derivatives/__init__.py)."""

from typing import Any

from mytorch import ops

__all__ = ["REGULARIZATION"]


def _layer_norm(ctx: Any, g: Any, x: Any) -> Any:
    """(g - mean(g) - z * mean(g * z)) / std."""
    deviation = x - x.mean(ctx.dims, keepdim=True)
    std = ((deviation * deviation).mean(ctx.dims, keepdim=True) + ctx.eps).sqrt()
    z = deviation / std
    return (g - g.mean(ctx.dims, keepdim=True) - z * (g * z).mean(ctx.dims, keepdim=True)) / std


REGULARIZATION = {
    ops.Dropout: (lambda ctx, g: g if ctx.scale is None else g * ctx.scale,),
    ops.LayerNorm: (_layer_norm,),
}
