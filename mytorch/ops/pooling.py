"""The maximum or the mean of what a window sees.

Letters: see mytorch/ops/windows.py; g is the gradient arriving. Shape: x (N, C, *space) -> z (N, C, *places)
"""

import math

import numpy as np

from mytorch.ops.array_function import ArrayFunction
from mytorch.ops.windows import batch_first, batch_last, places, seen

__all__ = ["AvgPool", "MaxPool"]


class MaxPool(ArrayFunction):
    """z = max x over the window.      dL/dx = each g added at the first maximum of its window, 0 elsewhere

    Padding is -inf, which is never greater than a number. A NaN counts as greater than all, as in PyTorch:
    the last NaN of the window is its maximum.
    """

    @staticmethod
    def forward(ctx, x, *, kernel, stride, padding, dilation):
        x = batch_last(x, padding, fill=-np.inf)
        ctx.window, ctx.space, ctx.padding = (kernel, stride, dilation), x.shape[1:-1], padding
        views = seen(x, *ctx.window)
        z = next(views).copy()
        winner = np.zeros(z.shape, np.min_scalar_type(math.prod(kernel) - 1))  # which element of the window
        for i, view in enumerate(views, start=1):
            real = view.real
            later = (real > z.real) | (real != real)
            np.maximum(winner, later * winner.dtype.type(i), out=winner)
            z = np.where(later, view, z) if x.dtype.kind == "c" else np.maximum(z, view, out=z)
        ctx.save_for_backward(winner)
        return batch_first(z)

    @staticmethod
    def backward(ctx, g):
        (winner,) = ctx.saved_tensors
        g = batch_last(g)
        dx = np.zeros((len(g), *ctx.space, g.shape[-1]), g.dtype)
        for i, view in enumerate(seen(dx, *ctx.window)):
            view += g * (winner == i)
        return batch_first(dx, ctx.padding)


class AvgPool(ArrayFunction):
    """z = Σ x over the window / divisor.      dL/dx = each g / divisor added wherever its window saw x

    divisor: one number, or one for each place of the window. Padding is 0.
    """

    @staticmethod
    def forward(ctx, x, *, kernel, stride, padding, divisor):
        x = batch_last(x, padding)
        ctx.window, ctx.space, ctx.padding = (kernel, stride, (1,) * len(kernel)), x.shape[1:-1], padding
        ctx.divisor = np.asarray(divisor, x.dtype)[..., None]  # the same for all of a batch
        z = np.zeros((len(x), *places(ctx.space, *ctx.window), x.shape[-1]), x.dtype)
        for view in seen(x, *ctx.window):
            z += view
        z /= ctx.divisor
        return batch_first(z)

    @staticmethod
    def backward(ctx, g):
        g = batch_last(g) / ctx.divisor
        dx = np.zeros((len(g), *ctx.space, g.shape[-1]), g.dtype)
        for view in seen(dx, *ctx.window):
            view += g
        return batch_first(dx, ctx.padding)
