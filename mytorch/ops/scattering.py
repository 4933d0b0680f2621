"""Numbers put to their places in a larger array: what the derivative of indexing does.

Letters: see mytorch/ops/__init__.py.
"""

import copy

import numpy as np

from mytorch.ops.array_function import ArrayFunction

__all__ = ["AddAt"]


class AddAt(ArrayFunction):
    """z = 0 everywhere, and x added up at the places that key names.      dL/dx = g[key]

    Shape: x as z[key] has it -> z as `shape` says
    """

    @staticmethod
    def forward(ctx, x, key, shape):
        ctx.key = copy.deepcopy(key) if ctx.recorded else None  # its arrays may be written to before backward
        z = np.zeros(shape, np.result_type(x, np.float32))  # float16's own sums stop growing at 2,048 ones
        np.add.at(z, key, x)
        return z.astype(x.dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        return g[ctx.key]
