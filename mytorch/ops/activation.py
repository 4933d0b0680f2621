"""Activations that the handouts do not have, each with a derivative of its own.

Those that are products of others, as x times a sigmoid, are in mytorch/nn/functions/activation.py.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.dtypes import in_floats
from mytorch.ops.array_function import ArrayFunction

__all__ = ["ELU", "LeakyReLU", "Softplus"]


class LeakyReLU(ArrayFunction):
    """z = x where x > 0, else slope * x.      dL/dx = g where x > 0, else slope * g

    Source: Maas, Hannun and Ng 2013.
    """

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, slope):
        positive = x.real > 0
        ctx.slope = slope
        ctx.save_for_backward(positive)
        return np.where(positive, x, slope * x)

    @staticmethod
    def backward(ctx, g):
        (positive,) = ctx.saved_tensors
        return np.where(positive, g, ctx.slope * g)


class ELU(ArrayFunction):
    """z = x where x > 0, else alpha (eˣ - 1).      dL/dx = g where x > 0, else g * alpha * eˣ

    expm1 keeps the digits of eˣ - 1 near 0, and sees no x above 0, so that it cannot overflow.
    Source: Clevert, Unterthiner and Hochreiter 2016.
    """

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, alpha):
        ctx.alpha = alpha
        positive = x.real > 0
        left = np.where(positive, 0, x)
        if ctx.recorded:
            ctx.save_for_backward(np.where(positive, 1, alpha * np.exp(left)))
        return np.where(positive, x, alpha * np.expm1(left))

    @staticmethod
    def backward(ctx, g):
        (slope,) = ctx.saved_tensors
        return g * slope


class Softplus(ArrayFunction):
    """z = log(1 + exp(beta x)) / beta.      dL/dx = g / (1 + exp(-beta x))

    With e = exp(-|beta x|), which cannot overflow:  z = (max(beta x, 0) + log(1 + e)) / beta. Where beta x is
    above the threshold z is x itself, as in PyTorch.
    """

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, beta, threshold):
        ctx.beta, ctx.threshold = beta, threshold
        scaled = beta * x
        right = scaled.real >= 0
        linear = scaled.real > threshold
        e = np.exp(np.where(right, -scaled, scaled))
        if ctx.recorded:
            ctx.save_for_backward(np.where(linear, 1, np.where(right, 1, e) / (1 + e)))
        return np.where(linear, x, (np.where(right, scaled, 0) + np.log1p(e)) / beta)

    @staticmethod
    def backward(ctx, g):
        (slope,) = ctx.saved_tensors
        return g * slope
