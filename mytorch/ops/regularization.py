"""Dropout and layer normalisation.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.ops.array_function import ArrayFunction

__all__ = ["Dropout", "LayerNorm"]


class Dropout(ArrayFunction):
    """z = x * kept / (1 - p) in training, else x.      dL/dx = g * kept / (1 - p), else g

    kept is 1 with probability 1 - p and else 0, one for each element, so that z is x on average
    (Srivastava et al. 2014; the bonus of Fall 2020's first homework). It is `mask` where that is given. Else
    NumPy's global generator draws it: what np.random.binomial(1, 1 - p) gives, which takes one number from
    0 to 1 for each element, in less than half its time.
    """

    @staticmethod
    def forward(ctx, x, p=0.5, is_train=False, mask=None):
        if not is_train:
            ctx.scale = None
            return x.copy()
        kept = _drawn(x.shape, 1 - float(p)) if mask is None else mask
        ctx.scale = kept * x.real.dtype.type(1 / (1 - p) if p < 1 else 0)
        return x * ctx.scale

    @staticmethod
    def backward(ctx, g):
        return g if ctx.scale is None else g * ctx.scale


def _drawn(shape, keep):
    """True with probability keep."""
    drawn = np.random.random(shape)  # noqa: NPY002 (the course's generator)
    return drawn <= keep if keep > 0.5 else drawn > 1 - keep


class LayerNorm(ArrayFunction):
    """z = (x - mean) / std,      std = √(var + eps)

    with the mean and the biased variance of each example over its last dims   (Ba, Kiros and Hinton 2016):

        dL/dx = (g - mean(g) - z * mean(g * z)) / std

    Shape: x (..., *dims), of which the last `ndim` are normalised -> z the same.
    """

    @staticmethod
    def forward(ctx, x, ndim, eps):
        ctx.dims, ctx.eps = tuple(range(-ndim, 0)), eps
        # Close numbers differ exactly: from its first element, a large mean costs no digits.
        from_first = x - x[(..., *[slice(1)] * ndim)]
        deviation = from_first - from_first.mean(axis=ctx.dims, keepdims=True)
        std = np.sqrt((deviation * deviation).mean(axis=ctx.dims, keepdims=True) + eps)
        z = deviation / std
        if ctx.recorded:
            ctx.save_for_backward(z.copy(), std)
        return z

    @staticmethod
    def backward(ctx, g):
        z, std = ctx.saved_tensors
        along = g.mean(axis=ctx.dims, keepdims=True)
        return (g - along - z * (g * z).mean(axis=ctx.dims, keepdims=True)) / std
