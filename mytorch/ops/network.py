"""The ops of networks: activations, the fully connected layer, batch normalisation, the loss.

A chain of elementary ops would compute the same. One op with its own derivative needs fewer nodes and fewer
arrays, and keeps the numerically stable formula in one place. The functions that check the arguments, and
compute float16 in float32 where needed, are in mytorch/nn/functional.py.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.broadcasting import batch_sum
from mytorch.dtypes import in_floats
from mytorch.ops.array_function import ArrayFunction

__all__ = ["BatchNorm", "CrossEntropy", "Linear", "ReLU", "Sigmoid", "Tanh"]


class ReLU(ArrayFunction):
    """z = max(x, 0).      dL/dx = g where x > 0, else 0   (Fall 2020, 2.2)"""

    @staticmethod
    def forward(ctx, x):
        positive = x.real > 0
        ctx.save_for_backward(positive)
        return x * positive if x.dtype.kind == "c" else np.maximum(x, x.dtype.type(0))

    @staticmethod
    def backward(ctx, g):
        (positive,) = ctx.saved_tensors
        return g * positive


class Sigmoid(ArrayFunction):
    """z = 1 / (1 + e⁻ˣ).      dL/dx = g * z (1 - z)

    With e = exp(-|x|), which cannot overflow:  z = 1 / (1 + e) for x >= 0, else e / (1 + e).
    """

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        right = x.real >= 0
        if x.dtype.kind == "c":
            e = np.exp(np.where(right, -x, x))
            z = np.where(right, 1, e) / (1 + e)
        else:
            wide = np.result_type(x, np.float64)  # NumPy's float32 exp has errors of up to 2.4 ulp
            e = np.exp(np.minimum(x, -x), dtype=wide).astype(x.dtype, copy=False)
            z = np.maximum(e, right) / (1 + e)  # as e <= 1, max(e, True) is 1 and max(e, False) is e
        if ctx.recorded:
            ctx.save_for_backward(z * (1 - z))
        return z

    @staticmethod
    def backward(ctx, g):
        (slope,) = ctx.saved_tensors
        return g * slope


class Tanh(ArrayFunction):
    """z = tanh x.      dL/dx = g * (1 - z²)"""

    convert = staticmethod(in_floats)

    @staticmethod
    def forward(ctx, x):
        z = np.tanh(x)
        if ctx.recorded:
            ctx.save_for_backward(1 - z * z)
        return z

    @staticmethod
    def backward(ctx, g):
        (slope,) = ctx.saved_tensors
        return g * slope


class Linear(ArrayFunction):
    """z = x @ Wᵀ + b.      dL/dx = g @ W,      dL/dW = gᵀ @ x = (xᵀ @ g)ᵀ,      dL/db = Σ g over the batch

    Shape: x (N, in), W (out, in), b (out,) -> z (N, out)   (Fall 2020, 2.1)
    """

    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        return x @ weight.T + bias

    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        dx = g @ weight if ctx.needs_input_grad[0] else None
        return dx, (x.T @ g).T, batch_sum(g)


class BatchNorm(ArrayFunction):
    """z = gamma * x_hat + beta,      x_hat = (x - mean) / std,      std = √(var + eps)

    with the mean and the biased variance of each column over the batch  (Fall 2020, 2.4; Ioffe and
    Szegedy 2015):

        dL/dgamma = Σ g * x_hat        dL/dbeta = Σ g        over the batch
        dL/dx = gamma / std * (g - mean(g) - x_hat * mean(g * x_hat))

    Normalising removes a change of a column along 1 (all ones) or along x_hat. So dL/dx is g without its
    components in these two directions, scaled.

    Shape: x (N, C), gamma and beta (C,) -> z (N, C), and the statistics as arrays in `statistics`, a
    list that gets the mean and the variance (C,) appended.
    """

    @staticmethod
    def forward(ctx, x, gamma, beta, eps, statistics):
        # Differences of close numbers are exact, so we subtract the first row before the mean: a large mean
        # then costs no digits, and a constant column has deviations of exactly 0.
        from_first = x - x[0]
        offset = batch_sum(from_first) / len(x)
        deviation = from_first - offset
        var = batch_sum(deviation * deviation) / len(x)
        statistics += [x[0] + offset, var]
        ctx.eps = eps
        std = np.sqrt(var + eps)
        x_hat = deviation / std
        ctx.save_for_backward(x_hat, gamma, std)
        return gamma * x_hat + beta

    @staticmethod
    def backward(ctx, g):
        x_hat, gamma, std = ctx.saved_tensors
        dgamma, dbeta = batch_sum(g * x_hat), batch_sum(g)
        dx = (g - x_hat * (dgamma / len(g)) - dbeta / len(g)) * (gamma / std)
        return dx, dgamma, dbeta


class CrossEntropy(ArrayFunction):
    """z = mean or sum over the batch of  log Σ eˣ - x[label].      dL/dx = g * (softmax(x) - onehot) (/ N)

    Subtracting each row's maximum first changes neither formula and prevents overflow of eˣ (Fall 2020,
    B.1). The derivative is derived in B.2.

    Shape: x (N, C) floats, labels (N,) integers in [0, C) -> z ()
    """

    @staticmethod
    def forward(ctx, x, labels, reduction="mean"):
        rows = np.arange(len(x))
        shifted = x - x.real.max(axis=1, keepdims=True)
        e = np.exp(shifted)
        total = e.sum(axis=1, keepdims=True)
        losses = np.log(total[:, 0]) - shifted[rows, labels]
        if ctx.recorded:
            softmax_minus_onehot = e / total
            softmax_minus_onehot[rows, labels] -= 1
            ctx.save_for_backward(softmax_minus_onehot)
        ctx.n, ctx.labels = len(x) if reduction == "mean" else 1, labels
        if not ctx.n:  # an empty batch has no mean
            return np.array(np.nan, x.dtype)
        return losses.sum() / x.dtype.type(ctx.n)

    @staticmethod
    def backward(ctx, g):
        (softmax_minus_onehot,) = ctx.saved_tensors
        return softmax_minus_onehot * np.divide(g, max(ctx.n, 1), dtype=softmax_minus_onehot.dtype)
