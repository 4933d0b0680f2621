"""What networks are made of: activations, the fully connected layer, batch normalisation, the loss.

Each is one op with its own derivative, where a chain of elementary ones would do: fewer nodes, fewer
arrays, and the stable formula in one place. The functions that check what they are given are in layers.py.

What is large is computed in place or into arrays used before (see mytorch/memory.py), and a sum over the
batch is a product with a row of ones, which is faster than NumPy's sum(axis=0).

In float16 sums, squares and shares of a batch overflow or vanish where their result does not, so layers
and loss compute in float32 and round once at the end.

Letters: see mytorch/nn/functional/__init__.py.
"""

import functools
from typing import Any

import numpy as np

from mytorch.dtypes import in_floats
from mytorch.function import ArrayFunction
from mytorch.memory import empty, empty_like, out, out_like

__all__ = [
    "BatchNorm",
    "CrossEntropy",
    "Linear",
    "ReLU",
    "Sigmoid",
    "Tanh",
    "relu",
    "sigmoid",
    "tanh",
]

_HALF, _SINGLE = np.dtype(np.float16), np.dtype(np.float32)


class ReLU(ArrayFunction):
    """z = max(x, 0).      dL/dx = g where x > 0, else 0   (Fall 2020, 2.2)"""

    @staticmethod
    def forward(ctx, x):
        positive = np.greater(x.real, 0, out=out(x.shape, np.dtype(bool)))
        ctx.save_for_backward(positive)
        if x.dtype.kind == "c":
            return x * positive
        return np.maximum(x, np.zeros(x.shape[-1:], x.dtype), out=out_like(x))  # a row is quicker than 0

    @staticmethod
    def backward(ctx, g):
        (positive,) = ctx.saved_tensors
        return np.multiply(g, positive, out=out_like(g))


class Sigmoid(ArrayFunction):
    """z = 1 / (1 + e⁻ˣ).      dL/dx = g * z (1 - z)

    With e = exp(-|x|), which cannot overflow:  z = 1 / (1 + e) for x >= 0, else e / (1 + e).
    """

    _convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        right = x.real >= 0
        if x.dtype.kind == "c":
            e = np.exp(np.where(right, -x, x))
            z = np.where(right, 1, e) / (1 + e)
        else:
            z = np.negative(x, out=empty(x.shape, np.result_type(x, 1.0)))
            np.minimum(x, z, out=z)  # -|x|
            wide = np.result_type(x, np.float64)  # float32's own exp is off by up to 2.4 ulp
            e = np.exp(z, out=empty_like(z), dtype=wide, casting="same_kind")
            np.add(e, 1, out=z)
            np.maximum(e, right, out=e)  # e <= 1, so this is 1 on the right, where True is 1, and else e
            np.divide(e, z, out=z)
        if ctx.recorded:
            slope = np.subtract(1, z, out=out_like(z))
            slope *= z
            ctx.save_for_backward(slope)
        return z

    @staticmethod
    def backward(ctx, g):
        (slope,) = ctx.saved_tensors
        return np.multiply(g, slope, out=out_like(g))


class Tanh(ArrayFunction):
    """z = tanh x.      dL/dx = g * (1 - z²)"""

    _convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        z = np.tanh(x, out=out(x.shape, np.result_type(x, 1.0)))
        if ctx.recorded:
            slope = np.multiply(z, z, out=out_like(z))
            ctx.save_for_backward(np.subtract(1, slope, out=out_like(slope)))
        return z

    @staticmethod
    def backward(ctx, g):
        (slope,) = ctx.saved_tensors
        return np.multiply(g, slope, out=out_like(g))


class Linear(ArrayFunction):
    """z = x @ Wᵀ + b.      dL/dx = g @ W,      dL/dW = gᵀ @ x,      dL/db = Σ g over the batch

    Shape: x (N, in), W (out, in), b (out,) -> z (N, out)   (Fall 2020, 2.1)
    """

    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        dtype, wide = _dtypes(x, weight, bias)
        z = np.matmul(x, weight.T, out=out((len(x), len(weight)), wide), dtype=wide)
        z += bias
        return z if wide == dtype else z.astype(dtype)

    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        _, wide = _dtypes(g, x, weight)
        dx = np.matmul(g, weight, out=out(x.shape, wide), dtype=wide) if ctx.needs(0) else None
        dw = empty(weight.shape, wide, "F")  # as nn.Linear lays out its weight
        np.matmul(x.T, g, out=dw.T, dtype=wide)
        return dx, dw, _sum(g)


class BatchNorm(ArrayFunction):
    """z = gamma * x_hat + beta,      x_hat = (x - mean) / std,      std = √(var + eps)

    with the mean and the biased variance of each column over the batch  (Fall 2020, 2.4; Ioffe and
    Szegedy 2015):

        dL/dgamma = Σ g * x_hat        dL/dbeta = Σ g        over the batch
        dL/dx = gamma / std * (g - mean(g) - x_hat * mean(g * x_hat))

    Moving a column along 1 or along x_hat is what normalising undoes; dL/dx is what is left of g
    without those two directions.

    Shape: x (N, C), gamma and beta (C,) -> z (N, C), and the statistics as arrays in `statistics`, a
    list that gets the mean and the variance (C,) appended.
    """

    @staticmethod
    def forward(ctx, x, gamma, beta, eps, statistics):
        dtype, wide = _dtypes(x, gamma, beta)
        # Close numbers differ exactly: from its first row, a large mean or a constant column costs no digits.
        x_hat = np.subtract(x, x[0], out=out(x.shape, wide), dtype=wide)
        offset = _mean(x_hat)
        x_hat -= offset
        z = np.multiply(x_hat, x_hat, out=out_like(x_hat))
        var = _mean(z)
        statistics += [x[0] + offset, var]
        std = np.sqrt(var + eps)
        x_hat /= std
        ctx.save_for_backward(x_hat, gamma, std)
        np.multiply(gamma, x_hat, out=z)
        z += beta
        return z if wide == dtype else z.astype(dtype)

    @staticmethod
    def backward(ctx, g):
        x_hat, gamma, std = ctx.saved_tensors
        n, dx = len(g), np.multiply(g, x_hat, out=out_like(x_hat))
        dgamma, dbeta = _sum(dx), _sum(g)
        np.multiply(x_hat, dgamma / n, out=dx)
        np.subtract(g, dx, out=dx)
        dx -= dbeta / n
        dx *= gamma / std
        return dx, dgamma, dbeta


class CrossEntropy(ArrayFunction):
    """z = mean or sum over the batch of  log Σ eˣ - x[label].      dL/dx = g * (softmax(x) - onehot) (/ N)

    Subtracting each row's maximum first changes neither and keeps e from overflowing (Fall 2020, B.1);
    the derivative is that of B.2.

    Shape: x (N, C) floats, labels (N,) integers in [0, C) -> z ()
    """

    @staticmethod
    def forward(ctx, x, labels, reduction="mean"):
        rows = np.arange(len(x))
        dtype, wide = _dtypes(x)
        x = x if wide == dtype else x.astype(wide)
        shifted = x - _row_maxima(x)
        e = np.exp(shifted)
        total = e @ _ones(x.shape[1], e.dtype)
        losses = np.log(total) - shifted[rows, labels]
        if ctx.recorded:
            e /= total[:, np.newaxis]
            e[rows, labels] -= 1
            ctx.save_for_backward(e)
        ctx.n = len(x) if reduction == "mean" else 1
        loss = losses.sum() / ctx.n if ctx.n else np.array(np.nan)  # an empty batch has no mean
        return loss if loss.dtype == dtype else loss.astype(dtype)

    @staticmethod
    def backward(ctx, g):
        (softmax_minus_onehot,) = ctx.saved_tensors
        return softmax_minus_onehot * np.divide(g, max(ctx.n, 1), dtype=softmax_minus_onehot.dtype)


def _dtypes(*arrays):
    """The dtype of a result, and the one to compute it in: float32 at least."""
    dtype = np.result_type(*arrays)
    return dtype, _SINGLE if dtype == _HALF else dtype


def _sum(g):
    """Σ over the batch:  (N, C) -> (C,)"""
    ones = _ones(len(g), g.dtype)
    return np.matmul(ones, g, dtype=_SINGLE) if g.dtype == _HALF else ones @ g


def _mean(x):
    """The mean over the batch:  (N, C) -> (C,)"""
    return _sum(x) / len(x)


def _row_maxima(x):
    """The largest real part of each row:  (N, C) -> (N, 1).   Short rows go quicker on end."""
    return np.maximum.reduce(x.real.T.copy(), axis=0, initial=-np.inf)[:, np.newaxis]


@functools.lru_cache(maxsize=16)
def _ones(n, dtype):
    ones = np.ones(n, dtype)
    ones.flags.writeable = False
    return ones


# ---- in PyTorch's words -----------------------------------------------------------------------------


def relu(x: Any) -> Any:
    """max(x, 0), of any shape."""
    return ReLU.apply(x)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)), of any shape; never overflows."""
    return Sigmoid.apply(x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent, of any shape."""
    return Tanh.apply(x)
