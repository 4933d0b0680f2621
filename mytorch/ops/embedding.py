"""Rows of a table, looked up by number.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.ops.array_function import ArrayFunction

__all__ = ["Embedding"]


class Embedding(ArrayFunction):
    """z = W[indices].      dL/dW = for each row, the sum of g over the places that looked it up

    Shape: W (rows, features), indices of integers, of any shape -> z (*indices.shape, features). The row
    `padding`, if there is one, gets no gradient.
    """

    @staticmethod
    def forward(ctx, weight, indices, padding=None):
        ctx.shape, ctx.padding = weight.shape, padding
        ctx.save_for_backward(indices)
        return np.take(weight, indices, axis=0)

    @staticmethod
    def backward(ctx, g):
        (indices,) = ctx.saved_tensors
        # float16's own sums stop growing at 2,048 ones
        dweight = np.zeros(ctx.shape, np.result_type(g, np.float32))
        np.add.at(dweight, indices, g)
        if ctx.padding is not None:
            dweight[ctx.padding] = 0
        return dweight
