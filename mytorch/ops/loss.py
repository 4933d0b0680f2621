"""What losses are made of that are no chains of other ops.

Letters: see mytorch/ops/__init__.py. The cross-entropy of the handout is in network.py.
"""

import numpy as np

from mytorch.dtypes import in_floats
from mytorch.ops.array_function import ArrayFunction

__all__ = ["BinaryCrossEntropy", "NegativeLogLikelihood"]

_LEAST_LOG = -100  # what log 0 is taken for, as in PyTorch
_LEAST_SLOPE = 1e-12  # of what the derivative is divided by, as in PyTorch


class BinaryCrossEntropy(ArrayFunction):
    """z = -(y log x + (1 - y) log(1 - x)).    dL/dx = g (x - y) / (x (1 - x)),    dL/dy = g log((1 - x) / x)

    Shape: x and y in [0, 1], of any one shape -> z the same. As in PyTorch, no logarithm is below -100, and
    x (1 - x) counts as 1e-12 at least, so that a wrong answer of full confidence has a finite loss.
    """

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x, y):
        logs = _log(x), _log1p(-x)
        ctx.save_for_backward(x, y, *logs)
        return -(y * logs[0] + (1 - y) * logs[1])

    @staticmethod
    def backward(ctx, g):
        x, y, log_x, log_rest = ctx.saved_tensors
        dx = g * ((x - y) / np.maximum(x * (1 - x), _LEAST_SLOPE)) if ctx.needs_input_grad[0] else None
        dy = g * (log_rest - log_x) if ctx.needs_input_grad[1] else None
        return dx, dy


def _log(x):
    with np.errstate(divide="ignore"):
        z = np.log(x)
    return np.where(z.real < _LEAST_LOG, _LEAST_LOG, z)


def _log1p(x):
    with np.errstate(divide="ignore"):
        z = np.log1p(x)
    return np.where(z.real < _LEAST_LOG, _LEAST_LOG, z)


class NegativeLogLikelihood(ArrayFunction):
    """z = -weight * x[label], for each example.      dL/dx = -g * weight at the label, 0 elsewhere

    Shape: x (N, C, ...) log-probabilities, labels (N, ...) integers in [0, C), weights (N, ...) -> z (N, ...)
    """

    @staticmethod
    def forward(ctx, x, labels, weights):
        at = np.expand_dims(labels.copy(), 1)  # they may be written to before backward
        ctx.shape = x.shape
        ctx.save_for_backward(at, weights)
        chosen = np.take_along_axis(x, at, axis=1).squeeze(1)
        return -weights * np.where(weights == 0, 0, chosen)  # so that an ignored -∞ is no NaN

    @staticmethod
    def backward(ctx, g):
        at, weights = ctx.saved_tensors
        dx = np.zeros(ctx.shape, g.dtype)
        np.put_along_axis(dx, at, np.expand_dims(-g * weights, 1), axis=1)
        return dx
