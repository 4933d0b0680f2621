"""Ops that change the order, shape, selection or dtype of the elements.

Each of these ops copies, because a tensor owns its memory (see mytorch/variable.py).
Letters: see mytorch/ops/__init__.py.
"""

import copy
from types import EllipsisType, NoneType

import numpy as np

from mytorch.ops.array_function import ArrayFunction

__all__ = ["Cast", "Expand", "Index", "Pad", "Permute", "Reshape", "Transpose"]

_NEVER_CHANGE = {int, NoneType, EllipsisType}  # parts of an index


class Permute(ArrayFunction):
    """z = x with its dims in another order.      dL/dx = g with its dims put back"""

    @staticmethod
    def forward(ctx, x, dims):
        z = x.transpose(dims).copy()
        ctx.back = sorted(range(x.ndim), key=[d % x.ndim for d in dims].__getitem__)
        return z

    @staticmethod
    def backward(ctx, g):
        return g.transpose(ctx.back)


class Transpose(ArrayFunction):
    """z = xᵀ, all dims reversed.      dL/dx = gᵀ"""

    @staticmethod
    def forward(ctx, x):
        return x.T.copy()

    @staticmethod
    def backward(ctx, g):
        return g.T


class Reshape(ArrayFunction):
    """z = x in another shape, the elements in the same order.      dL/dx = g in the shape of x"""

    @staticmethod
    def forward(ctx, x, shape):
        ctx.shape = x.shape
        return x.reshape(shape).copy()

    @staticmethod
    def backward(ctx, g):
        return np.reshape(g, ctx.shape)


class Expand(ArrayFunction):
    """z = x stretched along dims of size 1 and new ones in front.      dL/dx = g, which the engine adds up"""

    @staticmethod
    def forward(ctx, x, shape):
        return np.broadcast_to(x, shape).copy()

    @staticmethod
    def backward(ctx, g):
        return g


class Index(ArrayFunction):
    """z = x[key].      dL/dx = g added up at the places that key names, 0 elsewhere"""

    @staticmethod
    def forward(ctx, x, key):
        try:
            z = x[key]
        except OverflowError:
            raise IndexError(f"an index does not fit into 64 bits; the shape is {x.shape}.") from None
        ctx.shape, ctx.is_view = x.shape, np.may_share_memory(x, z)
        ctx.key = _kept(key) if ctx.recorded else None
        return z.copy()

    @staticmethod
    def backward(ctx, g):
        dx = np.zeros(
            ctx.shape, np.result_type(g, np.float32)
        )  # float16's own sums stop growing at 2,048 ones
        if ctx.is_view:
            dx[ctx.key] = g
        else:  # an array of indices may name an element more than once
            np.add.at(dx, ctx.key, g)
        return dx


class Pad(ArrayFunction):
    """z = x with numbers of one value around it.      dL/dx = g without what stands around

    widths: how many before and after, for each dim; none is negative.
    """

    @staticmethod
    def forward(ctx, x, widths, value):
        ctx.inside = tuple(slice(before, before + n) for n, (before, _) in zip(x.shape, widths, strict=True))
        return np.pad(x, widths, constant_values=value)

    @staticmethod
    def backward(ctx, g):
        return g[ctx.inside]


class Cast(ArrayFunction):
    """z = x in another dtype.      dL/dx = g, which the engine gives the dtype of x"""

    @staticmethod
    def forward(ctx, x, dtype):
        return x.astype(dtype)

    @staticmethod
    def backward(ctx, g):
        return g


def _kept(key):
    """The key, copied if there may be arrays or lists in it, which may be written to before backward."""
    for part in key if type(key) is tuple else (key,):
        ends = {type(part.start), type(part.stop), type(part.step)} if type(part) is slice else {type(part)}
        if not ends <= _NEVER_CHANGE:
            return copy.deepcopy(key)
    return key
