"""What networks are made of: activations, the fully connected layer, batch normalisation, the loss.

Each is one op with its own derivative, where a chain of elementary ones would do: fewer nodes, fewer
arrays, and the stable formula in one place. The functions in small letters at the end are PyTorch's.

What is large is computed in place or into arrays used before (see mytorch/memory.py), and a sum over the
batch is a product with a row of ones, which is faster than NumPy's sum(axis=0).

In float16 sums, squares and shares of a batch overflow or vanish where their result does not, so layers
and loss compute in float32 and round once at the end.

Letters: see mytorch/nn/functional/__init__.py.
"""

import functools
import math
from typing import Any

import numpy as np

from mytorch.arguments import flag, floats, number, said
from mytorch.dtypes import in_floats
from mytorch.function import ArrayFunction
from mytorch.memory import empty, empty_like, out, out_like
from mytorch.variable import Variable

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
        statistics += [np.add(x[0], offset, dtype=wide), var]
        std = np.sqrt(var + eps)
        if not np.isfinite(std).all():
            std = _scaled_std(x_hat, eps)
        x_hat /= std
        ctx.save_for_backward(x_hat, gamma, std)
        np.multiply(gamma, x_hat, out=z)
        z += beta
        return z if wide == dtype else z.astype(dtype)

    @staticmethod
    def backward(ctx, g):
        x_hat, gamma, std = ctx.saved_tensors
        n, dx = len(g), np.multiply(g, x_hat, out=out(g.shape, _dtypes(g, x_hat)[1]))
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
        x = x.astype(wide, copy=False)
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
        return loss.astype(dtype, copy=False)

    @staticmethod
    def backward(ctx, g):
        (softmax_minus_onehot,) = ctx.saved_tensors
        return softmax_minus_onehot * (g.astype(softmax_minus_onehot.dtype, copy=False) / max(ctx.n, 1))


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


def _scaled_std(deviation, eps):
    """√(mean of deviation² + eps) of each column,  (N, C) -> (C,),  where the squares are too large."""
    scale = np.maximum(np.abs(deviation).max(axis=0), 1)
    scaled = deviation / scale
    return scale * np.sqrt(_mean(scaled * scaled) + eps / scale / scale)


def _row_maxima(x):
    """The largest real part of each row:  (N, C) -> (N, 1).   Short rows go quicker on end."""
    return np.maximum.reduce(x.real.T.copy(), axis=0, initial=-np.inf)[:, np.newaxis]


@functools.lru_cache(maxsize=16)
def _ones(n, dtype):
    ones = np.ones(n, dtype)
    ones.flags.writeable = False
    return ones


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

    Each is a Tensor or, as a constant, an array; integers become floats before anything is computed.
    ValueError where a shape does not fit, TypeError for what holds no numbers.
    """
    x = floats("Linear", "x", x, getattr(weight, "dtype", None))
    weight, bias = floats("Linear", "weight", weight, x.dtype), floats("Linear", "bias", bias, x.dtype)
    if weight.ndim != 2 or bias.shape != weight.shape[:1]:
        raise ValueError(
            f"Linear expects weight of shape (out, in) and bias of shape (out,); got {weight.shape} and "
            f"{bias.shape}."
        )
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
    """Normalise each column of x, (N, C), then scale by gamma and shift by beta, (C,) each or one number.

    In training by the batch's own mean and biased variance, and running_mean and running_var (C,) move
    towards the batch's mean and unbiased (or else biased) variance by `momentum`, in place (Fall 2020,
    eqs. 3-9). Else by the running ones, in plain ops, whose derivative is the engine's work.

    x, gamma and beta are Tensors or, as constants, arrays; integers become floats before anything is
    computed. The running ones are Tensors of floats and constants in every graph.

    Raises ValueError where a shape does not fit, or in training N < 2: one row has no unbiased variance.
    With the biased one, 1 row will do, and 0 will not. TypeError for what holds no numbers. In either case
    the running ones are as they were.
    """
    x = floats("BatchNorm1d", "x", x, getattr(gamma, "dtype", None))
    _check_running("running_mean", running_mean)
    _check_running("running_var", running_var)
    columns = running_mean.shape
    gamma, beta = (np.full(columns, v, x.dtype) if isinstance(v, float | int) else v for v in (gamma, beta))
    gamma, beta = floats("BatchNorm1d", "gamma", gamma, x.dtype), floats("BatchNorm1d", "beta", beta, x.dtype)
    eps = number("BatchNorm1d", "eps", eps)
    if not gamma.shape == beta.shape == running_var.shape == columns or len(columns) != 1:
        raise ValueError(
            "BatchNorm1d expects gamma, beta, running_mean and running_var of one shape (C,); got "
            f"{gamma.shape}, {beta.shape}, {columns} and {running_var.shape}."
        )
    if x.ndim != 2 or x.shape[1:] != columns:
        raise ValueError(f"BatchNorm1d expects x of shape (N, {columns[0]}); got {x.shape}.")
    if not flag("BatchNorm1d", "training", training):
        z = (x - running_mean) / (running_var + eps).sqrt() * gamma + beta
        dtype = np.result_type(x.dtype, gamma.dtype, beta.dtype)
        return z if z.dtype.kind == "c" else z.to(dtype)
    momentum = number("BatchNorm1d", "momentum", momentum, most=1)
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
    _move(running_mean, mean, momentum)
    _move(running_var, estimate, momentum)
    return z


def _check_running(name: str, running: Any) -> None:
    """A running average is a Tensor of real floats that no gradient goes to."""
    if not isinstance(running, Variable) or running._data.dtype.kind != "f" or running._requires_grad:
        raise TypeError(
            f"BatchNorm1d expects {name} to be a Tensor of floats that requires no gradient; got "
            f"{said(running)}. Use detach() where there is a gradient."
        )


def _move(running: Any, batch: np.ndarray, momentum: float) -> None:
    """A running average goes on. An op that saved the array of the last one, in evaluation, keeps that."""
    new = ((1 - momentum) * running._data + momentum * batch.real).astype(running.dtype, copy=False)
    if running._shown:  # so that the user may hold the array
        running._data[...] = new
        running._changed()
    else:
        running._data = new


def cross_entropy(predicted: Any, target: Any, reduction: str = "mean") -> Any:
    """The softmax cross-entropy of logits, in nats: the mean over the batch, or the "sum".

    Shape: predicted (N, C) logits, target (N,) class indices -> ()   (Fall 2020, 2.5 and App. B)

    predicted is a Tensor or, as a constant, an array; integers become floats before anything is computed.
    target is a Tensor, an array or a list, of integers or of floats that are whole.

    Raises ValueError for other shapes, for labels outside [0, C), and for an unknown reduction; TypeError
    for logits or labels that are no numbers, and for labels that require a gradient, which have none.
    """
    if not isinstance(reduction, str) or reduction not in ("mean", "sum"):
        raise ValueError(f'reduction is "mean" or "sum"; got {said(reduction)}.')
    predicted = floats("cross_entropy", "the logits", predicted)
    if getattr(target, "_requires_grad", False):
        raise TypeError("cross_entropy has no gradient for its labels, and these require one; detach() them.")
    given = target._data if isinstance(target, Variable) else np.asanyarray(target)
    if given.dtype.kind not in "iuf" or isinstance(given, np.ma.MaskedArray):
        raise TypeError(
            f"cross_entropy expects class indices as labels, which are integers; got {said(given)}."
        )
    if predicted.ndim != 2 or given.shape != predicted.shape[:1]:
        one_hot = predicted.ndim == 2 and given.shape == predicted.shape
        hint = " From one-hot labels: labels.argmax(1)." if one_hot else ""
        raise ValueError(
            "cross_entropy expects logits of shape (N, C) and class indices of shape (N,); "
            f"got {predicted.shape} and {given.shape}.{hint}"
        )
    labels = _class_indices(given, predicted.shape[1])
    return CrossEntropy.apply(predicted, labels=labels, reduction=reduction)


def _class_indices(given: np.ndarray, classes: int) -> np.ndarray:
    """The labels as integers that may serve as indices."""
    if given.dtype.kind in "iu":
        labels = given.astype(np.intp, copy=False)
    else:
        with np.errstate(invalid="ignore"):  # a NaN is no index, which the comparison sees
            labels = given.astype(np.intp)
    if not classes:
        raise ValueError("cross_entropy expects logits of 1 class and more; got 0.")
    as_positive = labels.view(np.uintp)  # in which what is below 0 is huge
    if as_positive.max(initial=0) >= classes or (labels is not given and (labels != given).any()):
        wrong = (labels != given) | (as_positive >= classes)
        raise ValueError(
            f"cross_entropy expects class indices from 0 to {classes - 1}; "
            f"got {given[wrong][0]} in row {wrong.argmax()}."
        )
    return labels
