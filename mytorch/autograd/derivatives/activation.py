"""The derivatives of mytorch/ops/activation.py in tensors (see mytorch/autograd/derivatives/__init__.py)."""

from typing import Any

import numpy as np

from mytorch import ops

__all__ = ["ACTIVATION"]


def _leaky_relu(ctx: Any, g: Any, x: Any) -> Any:
    (positive,) = ctx.saved_tensors
    return g * np.where(positive, 1, ctx.slope).astype(g.dtype)


def _elu(ctx: Any, g: Any, x: Any) -> Any:
    positive = x.array > 0
    left = ops.Where.apply(0, x, condition=positive)
    return g * ops.Where.apply(1, ctx.alpha * left.exp(), condition=positive)


def _softplus(ctx: Any, g: Any, x: Any) -> Any:
    linear = ctx.beta * x.array > ctx.threshold
    return g * ops.Where.apply(1, ops.Sigmoid.apply(ctx.beta * x), condition=linear)


ACTIVATION = {ops.LeakyReLU: (_leaky_relu,), ops.ELU: (_elu,), ops.Softplus: (_softplus,)}
