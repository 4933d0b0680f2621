"""What networks are made of: activations, the fully connected layer, batch normalisation, the loss.

Each is one op with its own derivative, where a chain of elementary ones would do: fewer nodes, fewer
arrays, and the stable formula in one place. The functions in small letters at the end are PyTorch's.

Letters: see mytorch/nn/functional/__init__.py.
"""

import math
from typing import Any

import numpy as np

from mytorch.autograd_engine import ArrayFunction

__all__ = [
    "BatchNorm",
    "CrossEntropy",
    "Linear",
    "ReLU",
    "Sigmoid",
    "Tanh",
    "batch_norm",
    "cross_entropy",
    "linear",
    "relu",
    "sigmoid",
    "tanh",
]


class ReLU(ArrayFunction):
    """z = max(x, 0).      dL/dx = g where x > 0, else 0   (Fall 2020, 2.2)"""

    @staticmethod
    def forward(ctx, x):
        positive = x.real > 0
        ctx.save_for_backward(positive)
        return x * positive if x.dtype.kind == "c" else np.maximum(x, 0)

    @staticmethod
    def backward(ctx, g):
        (positive,) = ctx.saved_tensors
        return g * positive


class Sigmoid(ArrayFunction):
    """z = 1 / (1 + e⁻ˣ).      dL/dx = g * z (1 - z)

    With e = exp(-|x|), which cannot overflow:  z = 1 / (1 + e) for x >= 0, else e / (1 + e).
    """

    @staticmethod
    def forward(ctx, x):
        negative = x.real < 0
        wide = np.result_type(x, np.float64)  # float32's own exp is off by up to 2.4 ulp
        e = np.exp(np.where(negative, x, -x), dtype=wide).astype(np.result_type(x, 1.0))
        z = np.where(negative, e, 1) / (1 + e)
        if ctx.recorded:
            ctx.save_for_backward(z * (1 - z))
        return z

    @staticmethod
    def backward(ctx, g):
        (slope,) = ctx.saved_tensors
        return g * slope


class Tanh(ArrayFunction):
    """z = tanh x.      dL/dx = g * (1 - z²)"""

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
    """z = x @ Wᵀ + b.      dL/dx = g @ W,      dL/dW = gᵀ @ x,      dL/db = Σ g over the batch

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
        return dx, (x.T @ g).T, g.sum(axis=0)


class BatchNorm(ArrayFunction):
    """z = gamma * x_hat + beta,      x_hat = (x - mean) / std,      std = √(var + eps)

    with the mean and the biased variance of each column over the batch  (Fall 2020, 2.4; Ioffe and
    Szegedy 2015):

        dL/dgamma = Σ g * x_hat        dL/dbeta = Σ g        over the batch
        dL/dx = (d - mean(d) - x_hat * mean(d * x_hat)) / std,      d = g * gamma

    Moving a column along 1 or along x_hat is what normalising undoes; dL/dx is what is left of d
    without those two directions.

    Shape: x (N, C), gamma and beta (C,) -> z (N, C), and the statistics as arrays in `statistics`, a
    list that gets the mean and the variance (C,) appended.
    """

    @staticmethod
    def forward(ctx, x, gamma, beta, eps, statistics):
        x_hat = x - x[0]  # close numbers differ exactly: a large mean, or a constant column, costs no digits
        offset = x_hat.mean(axis=0)
        x_hat -= offset
        var = (x_hat * x_hat).mean(axis=0)
        statistics += [x[0] + offset, var]
        std = np.sqrt(var + eps)
        x_hat /= std
        ctx.save_for_backward(x_hat, gamma, std)
        return gamma * x_hat + beta

    @staticmethod
    def backward(ctx, g):
        x_hat, gamma, std = ctx.saved_tensors
        d = g * gamma
        dx = (d - d.mean(axis=0) - x_hat * (d * x_hat).mean(axis=0)) / std
        return dx, (g * x_hat).sum(axis=0), g.sum(axis=0)


class CrossEntropy(ArrayFunction):
    """z = mean or sum over the batch of  log Σ eˣ - x[label].      dL/dx = g * (softmax(x) - onehot) (/ N)

    Subtracting each row's maximum first changes neither and keeps e from overflowing (Fall 2020, B.1);
    the derivative is that of B.2.

    Shape: x (N, C) floats, labels (N,) integers in [0, C) -> z ()
    """

    @staticmethod
    def forward(ctx, x, labels, reduction="mean"):
        rows = np.arange(len(x))
        shifted = x - x.real.max(axis=1, keepdims=True, initial=-np.inf)
        e = np.exp(shifted)
        total = e.sum(axis=1, keepdims=True)
        losses = np.log(total[:, 0]) - shifted[rows, labels]
        if ctx.recorded:
            e /= total
            e[rows, labels] -= 1
            ctx.save_for_backward(e)
        ctx.n = len(x) if reduction == "mean" else 1
        return losses.sum() / ctx.n if ctx.n else np.array(np.nan, x.dtype)  # an empty batch has no mean

    @staticmethod
    def backward(ctx, g):
        (softmax_minus_onehot,) = ctx.saved_tensors
        return softmax_minus_onehot * (g / max(ctx.n, 1))


# ---- in PyTorch's words, with a check of what is given ---------------------------------------------


def relu(x: Any) -> Any:
    """max(x, 0), of any shape."""
    return ReLU.apply(x)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)), of any shape; never overflows."""
    return Sigmoid.apply(x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent, of any shape."""
    return Tanh.apply(x)


def linear(x: Any, weight: Any, bias: Any) -> Any:
    """x @ weight.T + bias.   Shape: x (N, in), weight (out, in), bias (out,) -> (N, out)

    Raises ValueError where x is not of shape (N, in).
    """
    features = weight.shape[1]
    if x.ndim != 2 or x.shape[1] != features:
        hint = (
            f" Flatten the images first: x.reshape({x.shape[0]}, -1)."
            if x.ndim > 2 and (math.prod(x.shape[1:]) == features)
            else ""
        )
        raise ValueError(f"Linear expects x of shape (N, {features}); got {x.shape}.{hint}")
    return Linear.apply(x, weight, bias)


def batch_norm(
    x: Any, running_mean: Any, running_var: Any, gamma: Any, beta: Any,
    training: bool = False, momentum: float = 0.1, eps: float = 1e-5, unbiased_running_var: bool = True,
) -> Any:  # fmt: skip
    """Normalise each column of x, (N, C), then scale by gamma and shift by beta, (C,) each.

    In training by the batch's own mean and biased variance, and running_mean and running_var (C,) move
    towards the batch's mean and unbiased (or else biased) variance by `momentum`, in place (Fall 2020,
    eqs. 3-9). Else by the running ones, in plain ops, whose derivative is the engine's work.

    Raises ValueError where x is not (N, C), or in training N < 2: one row has no unbiased variance. With
    the biased one, 1 row will do, and 0 will not.
    """
    if x.ndim != 2 or x.shape[1:] != gamma.shape:
        raise ValueError(f"BatchNorm1d expects x of shape (N, {gamma.shape[0]}); got {x.shape}.")
    if not training:
        return (x - running_mean) / (running_var + eps).sqrt() * gamma + beta
    n = x.shape[0]
    least = 2 if unbiased_running_var else 1
    if n < least:
        raise ValueError(
            f"BatchNorm1d needs at least {least} rows to train on, since the variance of {n} cannot be "
            "estimated. Use larger batches, or model.eval()."
        )
    statistics: list[np.ndarray] = []
    z = BatchNorm.apply(x, gamma, beta, eps=eps, statistics=statistics)
    mean, var = statistics
    estimate = var * (n / (n - 1)) if unbiased_running_var else var
    for running, batch in ((running_mean, mean), (running_var, estimate)):
        running.data = ((1 - momentum) * running._data + momentum * batch.real).astype(running.dtype)
    return z


def cross_entropy(predicted: Any, target: Any, reduction: str = "mean") -> Any:
    """The softmax cross-entropy of logits, in nats: the mean over the batch, or the "sum".

    Shape: predicted (N, C) logits, target (N,) class indices -> ()   (Fall 2020, 2.5 and App. B)

    Raises ValueError for other shapes, for labels outside [0, C), and for an unknown reduction.
    """
    if reduction not in ("mean", "sum"):
        raise ValueError(f'reduction is "mean" or "sum"; got {reduction!r}.')
    given = target._data if hasattr(target, "_data") else np.asarray(target)
    if predicted.ndim != 2 or given.shape != predicted.shape[:1]:
        raise ValueError(
            "cross_entropy expects logits of shape (N, C) and class indices of shape (N,); "
            f"got {predicted.shape} and {given.shape}."
        )
    with np.errstate(invalid="ignore"):  # a NaN is no index, which the next line sees
        labels = given.astype(np.intp)
    wrong = (labels != given) | (labels < 0) | (labels >= predicted.shape[1])
    if wrong.any():
        raise ValueError(
            f"cross_entropy expects class indices from 0 to {predicted.shape[1] - 1}; "
            f"got {given[wrong][0]} in row {wrong.argmax()}."
        )
    return CrossEntropy.apply(predicted, labels=labels, reduction=reduction)
