"""Several tensors as one.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.dtypes import in_common_dtype
from mytorch.ops.array_function import ArrayFunction

__all__ = ["Cat"]


class Cat(ArrayFunction):
    """z = the inputs after one another along dim.      dL/d(each) = its stretch of g"""

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, *inputs, dim=0):
        ctx.dim = dim
        ctx.borders = np.cumsum([x.shape[dim] for x in inputs])[:-1]
        return np.concatenate(inputs, axis=dim)

    @staticmethod
    def backward(ctx, g):
        return tuple(np.split(g, ctx.borders, axis=ctx.dim))
