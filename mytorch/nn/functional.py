"""PyTorch's functions: what layers compute, with a check of the arguments.

Nothing is computed or changed before all arguments have passed (see mytorch/arguments.py). The ops, each
beside its derivative, are in mytorch/ops/; they can be imported from here too, as in the course's code.

Letters: see mytorch/ops/__init__.py.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from mytorch import in_place
from mytorch.arguments import TensorLike, flag, floats, number
from mytorch.errors import shown
from mytorch.nn.functions import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
    conv1d,
    conv2d,
    max_pool1d,
    max_pool2d,
    pad,
    unfold,
)
from mytorch.ops import (
    Add,
    Cast,
    CrossEntropy,
    Div,
    Exp,
    Index,
    Log,
    MatMul,
    Max,
    MaxAlong,
    Mean,
    Mul,
    Neg,
    Permute,
    Pow,
    Reshape,
    Sqrt,
    Sub,
    Sum,
    Transpose,
)
from mytorch.ops import BatchNorm as BatchNorm
from mytorch.ops import Linear as Linear
from mytorch.ops import ReLU as ReLU
from mytorch.ops import Sigmoid as Sigmoid
from mytorch.ops import Tanh as Tanh
from mytorch.tensor import Tensor
from mytorch.variable import Variable

# The ops that have the same name as a layer (ReLU, Linear …) are not listed: after a star import of this
# module and of the layers, the name must mean the layer. The ops can be reached as F.ReLU, F.Linear …
__all__ = [
    "Add",
    "Cast",
    "CrossEntropy",
    "Div",
    "Exp",
    "Index",
    "Log",
    "MatMul",
    "Max",
    "MaxAlong",
    "Mean",
    "Mul",
    "Neg",
    "Permute",
    "Pow",
    "Reshape",
    "Sqrt",
    "Sub",
    "Sum",
    "Transpose",
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "batch_norm",
    "conv1d",
    "conv2d",
    "cross_entropy",
    "linear",
    "max_pool1d",
    "max_pool2d",
    "pad",
    "relu",
    "sigmoid",
    "tanh",
    "unfold",
]


def relu(x: Tensor) -> Tensor:
    """max(x, 0) of each element.   Shape: any -> the same"""
    return ReLU.apply(x)


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(-x)) of each element; it never overflows.   Shape: any -> the same"""
    return Sigmoid.apply(x)


def tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent of each element.   Shape: any -> the same"""
    return Tanh.apply(x)


def linear(x: TensorLike, weight: TensorLike, bias: TensorLike) -> Tensor:
    """x @ weight.T + bias.   Shape: x (N, in), weight (out, in), bias (out,) -> (N, out)

    Each argument is a Tensor or an array; an array is a constant. Integers become floats before anything is
    computed. ValueError if a shape does not fit, TypeError for an argument that holds no numbers.
    """
    x = floats("Linear", "x", x, getattr(weight, "dtype", None))
    weight, bias = floats("Linear", "weight", weight, x.dtype), floats("Linear", "bias", bias, x.dtype)
    sizes = weight.array.shape
    if len(sizes) != 2 or bias.array.shape != sizes[:1]:
        raise ValueError(
            f"Linear expects weight (out, in) and bias (out,); got shapes {sizes} and {bias.shape}."
        )
    features = sizes[1]
    if x.array.ndim != 2 or x.array.shape[1] != features:
        hint = (
            f" Flatten the images first: x.reshape({x.shape[0]}, -1)."
            if x.ndim > 2 and (math.prod(x.shape[1:]) == features)
            else ""
        )
        raise ValueError(f"Linear expects x of shape (N, {features}); got {x.shape}.{hint}")
    return _in_single(Linear.apply, x, weight, bias)


def batch_norm(
    x: TensorLike,
    running_mean: Tensor,
    running_var: Tensor,
    gamma: TensorLike,
    beta: TensorLike,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    unbiased_running_var: bool = True,
) -> Tensor:
    """Normalise each column of x, (N, C), then scale by gamma and shift by beta, (C,) each or one number.

    In training, columns are normalised by the batch's mean and biased variance. Then running_mean and
    running_var, (C,) each, move in place towards the batch's mean and unbiased variance (biased with
    unbiased_running_var=False) by the fraction `momentum` (Fall 2020, eqs. 3-9). In evaluation, columns are
    normalised by running_mean and running_var, with elementary ops that the engine differentiates.

    x, gamma and beta are Tensors or arrays; arrays are constants. Integers become floats before anything is
    computed. running_mean and running_var are Tensors of floats that require no gradient.

    ValueError if a shape does not fit, or in training for N < 2, as one row has no unbiased variance (for N
    < 1 if the variance is biased). TypeError for an argument that holds no numbers. After an error,
    running_mean and running_var have not changed.
    """
    x = floats("BatchNorm1d", "x", x, getattr(gamma, "dtype", None))
    gamma, beta = floats("BatchNorm1d", "gamma", gamma, x.dtype), floats("BatchNorm1d", "beta", beta, x.dtype)
    _check_running("running_mean", running_mean)
    _check_running("running_var", running_var)
    eps = number("BatchNorm1d", "eps", eps)
    shapes = [t.array.shape for t in (running_mean, running_var, gamma, beta)]
    columns = shapes[0]
    fit = shapes == [columns] * 4 or (shapes[1] == columns and {*shapes[2:]} <= {columns, ()})
    if len(columns) != 1 or not fit:
        raise ValueError(
            "BatchNorm1d expects running_mean, running_var, gamma and beta of one shape (C,); got "
            f"{', '.join(map(str, shapes))}."
        )
    if x.array.ndim != 2 or x.array.shape[1:] != columns:
        raise ValueError(f"BatchNorm1d expects x of shape (N, {columns[0]}); got {x.shape}.")
    if training is not True and not flag("BatchNorm1d", "training", training):
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
    z = _in_single(partial(BatchNorm.apply, eps=eps, statistics=statistics), x, gamma, beta)
    mean, var = statistics
    estimate = var * (n / (n - 1)) if unbiased_running_var else var
    _move(running_mean, mean, momentum)
    _move(running_var, estimate, momentum)
    return z


def _check_running(name: str, running: Any) -> None:
    """Raise TypeError unless a running average is a Tensor of real floats that requires no gradient."""
    if not isinstance(running, Variable) or running.array.dtype.kind != "f" or running.wants_grad:
        raise TypeError(
            f"BatchNorm1d expects {name} to be a Tensor of floats that requires no gradient; got "
            f"{shown(running)}. Use detach() where there is a gradient."
        )


def _move(running: Any, batch: np.ndarray, momentum: float) -> None:
    """Move a running average towards the batch's. An op that saved the old array in evaluation keeps it."""
    new = ((1 - momentum) * running.array + momentum * batch.real).astype(running.dtype, copy=False)
    if running.guard is not None and running.guard.handed_out:  # a user may hold the array
        running.array[...] = new
        in_place.wrote(running)
    else:
        running.array = new


def cross_entropy(predicted: TensorLike, target: Any, reduction: str = "mean") -> Tensor:
    """The softmax cross-entropy of logits, in nats: the mean over the batch, or the "sum".

    Shape: predicted (N, C) logits, target (N,) class indices -> ()   (Fall 2020, 2.5 and App. B)

    predicted is a Tensor or an array; an array is a constant. Integers become floats before anything is
    computed. target is a Tensor, an array or a list, of integers or of floats with whole values.

    Raises ValueError for other shapes, for labels outside [0, C), and for an unknown reduction; TypeError
    for logits or labels that are no numbers, and for labels that require a gradient, as labels have no
    gradient.
    """
    if not isinstance(reduction, str) or reduction not in ("mean", "sum"):
        raise ValueError(f'reduction is "mean" or "sum"; got {shown(reduction)}.')
    predicted = floats("cross_entropy", "the logits", predicted)
    if getattr(target, "wants_grad", False):
        raise TypeError("cross_entropy has no gradient for its labels, and these require one; detach() them.")
    given = target.array if isinstance(target, Variable) else np.asanyarray(target)
    if given.dtype.kind not in "iuf" or isinstance(given, np.ma.MaskedArray):
        raise TypeError(
            f"cross_entropy expects class indices as labels, which are integers; got {shown(given)}."
        )
    if predicted.ndim != 2 or given.shape != predicted.shape[:1]:
        one_hot = predicted.ndim == 2 and given.shape == predicted.shape
        hint = " From one-hot labels: labels.argmax(1)." if one_hot else ""
        raise ValueError(
            "cross_entropy expects logits of shape (N, C) and class indices of shape (N,); "
            f"got {predicted.shape} and {given.shape}.{hint}"
        )
    labels = _class_indices(given, predicted.shape[1])
    return _in_single(partial(CrossEntropy.apply, labels=labels, reduction=reduction), predicted)


def _class_indices(given: np.ndarray, classes: int) -> np.ndarray:
    """The labels as integers that NumPy takes as indices. ValueError for a label outside [0, classes)."""
    if given.dtype.kind in "iu":
        labels = given.astype(np.intp, copy=False)
    else:
        with np.errstate(invalid="ignore"):  # a NaN is found by the comparison below
            labels = given.astype(np.intp)
    if not classes:
        raise ValueError("cross_entropy expects logits of 1 class and more; got 0.")
    as_positive = labels.view(np.uintp)  # negative labels become very large
    if as_positive.max(initial=0) >= classes or (labels is not given and (labels != given).any()):
        wrong = (labels != given) | (as_positive >= classes)
        raise ValueError(
            f"cross_entropy expects class indices from 0 to {classes - 1}; "
            f"got {given[wrong][0]} in row {wrong.argmax()}."
        )
    return labels


def _in_single(op: Callable[..., Tensor], *tensors: Tensor) -> Tensor:
    """op(*tensors), with float16 tensors computed in float32 and the result rounded once at the end.

    In float16, sums, squares and quotients within the op can overflow or become 0 although the result does
    not.
    """
    if all(x.array.dtype.char != "e" for x in tensors):
        return op(*tensors)
    dtype = np.result_type(*(x.array.dtype for x in tensors))
    return op(*(x.float() if x.array.dtype.char == "e" else x for x in tensors)).to(dtype)
