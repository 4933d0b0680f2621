"""Convolution, of images of any number of dims, and the windows that it multiplies.

Letters: see mytorch/ops/windows.py; g is the gradient arriving.
"""

import math

from mytorch.dtypes import in_common_dtype
from mytorch.ops.array_function import ArrayFunction
from mytorch.ops.windows import batch_first, batch_last, gather, places, scatter

__all__ = ["Convolution", "Unfold"]


class Convolution(ArrayFunction):
    """z[n, o, p] = Σ weight[o, c, i] * x[n, c, s p + d i] + bias[o]   over the channels c and the kernel's i

    With the columns X (C k, P N), one for each of the P places of the kernel on each image, W (out, C k), and
    G (out, P N), this is a product of matrices (Chellapilla, Puri and Simard 2006), and so is its derivative:

        Z = W @ X + bias        dL/dW = G @ Xᵀ = (X @ Gᵀ)ᵀ        dL/dbias = Σ G over the columns
        dL/dX = Wᵀ @ G,      and dL/dx adds up each number of dL/dX where the kernel saw it

    In groups, each part of the output channels sees one part of the input channels: a product for each.

    Shape: x (N, C, *space), weight (out, C / groups, *k), bias (out,) or none -> z (N, out, *places)
    """

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, x, weight, bias=None, *, stride, padding, dilation, groups=1):
        out, depth, *kernel = weight.shape
        window = kernel, stride, dilation
        x = batch_last(x, padding)
        columns = _matrices(gather(x, *window), groups, depth * math.prod(kernel))
        rows = _matrices(weight, groups, out // groups)
        z = (rows @ columns).reshape(out, *places(x.shape[1:-1], *window), x.shape[-1])
        if bias is not None:
            z += bias.reshape(-1, *[1] * (z.ndim - 1))
        if ctx.recorded:
            ctx.save_for_backward(columns, rows)
            ctx.shape, ctx.space, ctx.padding, ctx.window = weight.shape, x.shape[1:-1], padding, window
        return batch_first(z)

    @staticmethod
    def backward(ctx, g):
        columns, rows = ctx.saved_tensors
        (groups, out, _), (_, depth, *kernel) = rows.shape, ctx.shape
        g = batch_last(g)
        n = g.shape[1:]
        g = _matrices(g, groups, out)
        dx, dweight, dbias = None, (columns @ g.swapaxes(1, 2)).swapaxes(1, 2), g.sum(axis=2)
        if ctx.needs_input_grad[0]:
            dcolumns = (rows.swapaxes(1, 2) @ g).reshape(groups * depth, math.prod(kernel), *n)
            dx = batch_first(scatter(dcolumns, ctx.space, *ctx.window), ctx.padding)
        return (dx, dweight.reshape(ctx.shape), dbias.reshape(-1))[: len(ctx.needs_input_grad)]


class Unfold(ArrayFunction):
    """z[n, :, p] = what the window sees of x[n] at its place p.      dL/dx = each g added where x was seen

    Shape: x (N, C, *space) -> z (N, C k, P), with P places of the window
    """

    @staticmethod
    def forward(ctx, x, *, kernel, stride, padding, dilation):
        x = batch_last(x, padding)
        ctx.window, ctx.space, ctx.padding = (kernel, stride, dilation), x.shape[1:-1], padding
        ctx.count = places(ctx.space, *ctx.window)
        columns = gather(x, *ctx.window)
        return batch_first(columns.reshape(len(x) * math.prod(kernel), math.prod(ctx.count), x.shape[-1]))

    @staticmethod
    def backward(ctx, g):
        g, elements = batch_last(g), math.prod(ctx.window[0])
        columns = g.reshape(len(g) // elements, elements, *ctx.count, g.shape[-1])
        return batch_first(scatter(columns, ctx.space, *ctx.window), ctx.padding)


def _matrices(x, groups, rows):
    """The numbers of x as `groups` matrices of so many rows."""
    return x.reshape(groups, rows, x.size // (groups * rows))
