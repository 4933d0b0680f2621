"""The derivatives of mytorch/ops/convolution.py and pooling.py in tensors (see .../derivatives/__init__.py).

Letters: as in mytorch/ops/windows.py. K is the number of the window's elements, P that of its places, S that
of the numbers of a channel, with the padding.
"""

import math
from typing import Any

import numpy as np

from mytorch import ops
from mytorch.ops.windows import gather, places

__all__ = ["WINDOWS"]


def _seen_at(ctx: Any, channels: int) -> np.ndarray:
    """(C, K, *places): which of the C * S numbers of an image each element of the window sees there."""
    numbers = np.arange(channels * math.prod(ctx.space)).reshape(channels, *ctx.space, 1)
    kernel, *_ = ctx.window
    seen = gather(numbers, *ctx.window)
    return seen.reshape(channels, math.prod(kernel), *places(ctx.space, *ctx.window))


def _put_back(ctx: Any, values: Any, key: Any, channels: int) -> Any:
    """Values added up at the places of key in images of C * S numbers, (C * S, N): (N, C, *space) of x."""
    n = values.shape[-1]
    images = ops.AddAt.apply(values, key=key, shape=(channels * math.prod(ctx.space), n))
    images = images.T.reshape(n, channels, *ctx.space)
    inside = [
        slice(before, size - after) for size, (before, after) in zip(ctx.space, ctx.padding, strict=False)
    ]
    return images[(slice(None), slice(None), *inside)]


def _folded(ctx: Any, columns: Any) -> Any:
    """columns (N, C K, P), each value added where the window saw it."""
    channels = columns.shape[1] // math.prod(ctx.window[0])
    key = _seen_at(ctx, channels).reshape(columns.shape[1:])
    return _put_back(ctx, columns.permute(1, 2, 0), key, channels)


def _grouped(g: Any, groups: int) -> Any:
    """(N, C, *places) -> (N, groups, C / groups, P)."""
    n, channels, *count = g.shape
    return g.reshape(n, groups, channels // groups, math.prod(count))


def _convolution_in_x(ctx: Any, g: Any, x: Any, weight: Any, *bias: Any) -> Any:
    """Wᵀ @ G, each number added where the kernel saw it."""
    _, rows = ctx.saved_tensors
    columns = weight.reshape(rows.shape).transpose(1, 2) @ _grouped(g, len(rows))
    n, groups, elements, count = columns.shape
    return _folded(ctx, columns.reshape(n, groups * elements, count))


def _convolution_in_weight(ctx: Any, g: Any, x: Any, weight: Any, *bias: Any) -> Any:
    """G @ Xᵀ, added up over the images."""
    _, rows = ctx.saved_tensors
    kernel, stride, dilation = ctx.window
    columns = ops.Unfold.apply(x, kernel=kernel, stride=stride, padding=ctx.padding, dilation=dilation)
    columns = _grouped(columns, len(rows))
    return (_grouped(g, len(rows)) @ columns.transpose(2, 3)).sum(0).reshape(ctx.shape)


def _convolution_in_bias(ctx: Any, g: Any, x: Any, weight: Any, bias: Any) -> Any:
    return g.sum((0, *range(2, g.ndim)))


def _at_the_maximum(ctx: Any, g: Any, x: Any) -> Any:
    """Each g added at the maximum of its window, which was saved as the number of the window's element."""
    (winner,) = ctx.saved_tensors  # (C, *places, N)
    seen = np.expand_dims(_seen_at(ctx, len(winner)), -1)
    at = np.take_along_axis(seen, np.expand_dims(winner, 1).astype(np.intp), axis=1)[:, 0]
    values = g.permute(*range(1, g.ndim), 0)
    return _put_back(ctx, values, (at, np.arange(winner.shape[-1])), len(winner))


def _on_average(ctx: Any, g: Any) -> Any:
    """Each g / divisor added wherever its window saw x."""
    values = g.permute(*range(1, g.ndim), 0) / ctx.divisor
    seen = _seen_at(ctx, len(values))
    ones = np.ones((seen.shape[1], *[1] * (g.ndim - 1)), g.dtype)
    stretched = values.reshape(len(values), 1, *values.shape[1:]) * ones
    return _put_back(ctx, stretched, seen, len(values))


WINDOWS = {
    ops.Convolution: (_convolution_in_x, _convolution_in_weight, _convolution_in_bias),
    ops.Unfold: (_folded,),
    ops.MaxPool: (_at_the_maximum,),
    ops.AvgPool: (_on_average,),
}
