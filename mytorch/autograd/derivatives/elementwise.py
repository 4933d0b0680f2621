"""The derivatives of mytorch/ops/elementwise.py in tensors (see mytorch/autograd/derivatives/__init__.py)."""

import math
from typing import Any

import numpy as np

from mytorch import ops

__all__ = ["ELEMENTWISE"]


def _share(wins: Any) -> Any:
    """The gradient of one of two inputs: g where it wins, half of it where both do."""

    def rule(ctx: Any, g: Any, x: Any, y: Any) -> Any:
        loses = wins(y.array, x.array)
        return g * np.where(loses, 0, np.where(np.equal(x.array, y.array), 0.5, 1)).astype(g.dtype)

    return rule


def _other(rule: Any) -> Any:
    """The same for the second input."""
    return lambda ctx, g, x, y: rule(ctx, g, y, x)


ELEMENTWISE = {
    ops.Abs: (lambda ctx, g, x: g * np.sign(x.array),),
    ops.Sin: (lambda ctx, g, x: g * ops.Cos.apply(x),),
    ops.Cos: (lambda ctx, g, x: -g * ops.Sin.apply(x),),
    ops.Log1p: (lambda ctx, g, x: g / (1 + x),),
    ops.Erf: (lambda ctx, g, x: g * (2 / math.sqrt(math.pi) * (-x * x).exp()),),
    ops.Where: (
        lambda ctx, g, x, y: ops.Where.apply(g, 0, condition=ctx.saved_tensors[0]),
        lambda ctx, g, x, y: ops.Where.apply(0, g, condition=ctx.saved_tensors[0]),
    ),
    ops.Maximum: (_share(np.greater), _other(_share(np.greater))),
    ops.Minimum: (_share(np.less), _other(_share(np.less))),
}
