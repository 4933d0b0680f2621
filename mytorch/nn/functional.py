"""PyTorch's functions: what layers compute, with a check of the arguments.

Nothing is computed or changed before all arguments have passed (see mytorch/arguments.py). The ops, each
beside its derivative, are in mytorch/ops/; they can be imported from here too, as in the course's code.
Letters: see mytorch/ops/__init__.py.
"""

import math
from functools import partial
from typing import Any

import numpy as np

from mytorch import in_place
from mytorch.arguments import TensorLike, choice, flag, floats, number, whole
from mytorch.errors import shown
from mytorch.nn.functions import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    conv1d,
    conv2d,
    cosine_similarity,
    dropout,
    elu,
    embedding,
    gelu,
    huber_loss,
    kl_div,
    l1_loss,
    layer_norm,
    leaky_relu,
    log_softmax,
    logsigmoid,
    max_pool1d,
    max_pool2d,
    mse_loss,
    nll_loss,
    normalize,
    one_hot,
    pad,
    pairwise_distance,
    scaled_dot_product_attention,
    silu,
    smooth_l1_loss,
    softmax,
    softplus,
    triplet_margin_loss,
    unfold,
)
from mytorch.nn.functions.classification import (
    class_indices,
    class_weights,
    labels_of,
    of_labels,
    of_probabilities,
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
from mytorch.ops import Dropout as Dropout
from mytorch.ops import Linear as Linear
from mytorch.ops import ReLU as ReLU
from mytorch.ops import Sigmoid as Sigmoid
from mytorch.ops import Tanh as Tanh
from mytorch.precision import in_single
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
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "elu",
    "embedding",
    "gelu",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "max_pool1d",
    "max_pool2d",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "relu",
    "scaled_dot_product_attention",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softplus",
    "tanh",
    "triplet_margin_loss",
    "unfold",
]


def relu(x: Tensor) -> Tensor:
    """max(x, 0) of each element.   Shape: any -> the same
    >>> mytorch.nn.functional.relu(mytorch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    return ReLU.apply(x)


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(-x)) of each element; it never overflows.   Shape: any -> the same
    >>> mytorch.nn.functional.sigmoid(mytorch.tensor([-1000.0, 0.0]))
    tensor([0. , 0.5])
    """
    return Sigmoid.apply(x)


def tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent of each element.   Shape: any -> the same
    >>> mytorch.nn.functional.tanh(mytorch.tensor([-1000.0, 0.0]))
    tensor([-1.,  0.])
    """
    return Tanh.apply(x)


def linear(x: TensorLike, weight: TensorLike, bias: TensorLike | None = None) -> Tensor:
    """x @ weight.T + bias.   Shape: x (…, in), weight (out, in), bias (out,) or None -> (…, out)

    Tensors or, as constants, arrays. ValueError if a shape does not fit, TypeError for what is no numbers.
    >>> mytorch.nn.functional.linear(mytorch.tensor([1.0, 2.0]), mytorch.tensor([[3.0, 4.0]]))
    tensor([11.])
    """
    x = floats("Linear", "x", x, getattr(weight, "dtype", None))
    weight = floats("Linear", "weight", weight, x.dtype)
    bias = None if bias is None else floats("Linear", "bias", bias, x.dtype)
    sizes = weight.array.shape
    if len(sizes) != 2 or (bias is not None and bias.array.shape != sizes[:1]):
        raise ValueError(
            f"Linear expects weight (out, in) and bias (out,); got shapes {sizes} and "
            f"{None if bias is None else bias.shape}."
        )
    features = sizes[1]
    if not x.array.ndim or x.array.shape[-1] != features:
        hint = (
            f" Flatten the images first: x.reshape({x.shape[0]}, -1)."
            if x.ndim > 2 and (math.prod(x.shape[1:]) == features)
            else ""
        )
        raise ValueError(f"Linear expects x of shape (N, {features}); got {x.shape}.{hint}")
    op = Linear.apply if bias is not None else _linear_alone
    given = (weight,) if bias is None else (weight, bias)
    if x.array.ndim == 2:
        return in_single(op, x, *given)
    rows = Reshape.apply(x, shape=(math.prod(x.shape[:-1]), features))
    return in_single(op, rows, *given).reshape(*x.shape[:-1], sizes[0])


def _linear_alone(x: Tensor, weight: Tensor) -> Tensor:
    return Linear.apply(x, weight, 0.0)


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

    x, gamma and beta are Tensors or, as constants, arrays; integers become floats first. running_mean and
    running_var are Tensors of floats that require no gradient. ValueError if a shape does not fit, or in
    training for N < 2, as one row has no unbiased variance (for N < 1 if the variance is biased). TypeError
    for an argument that holds no numbers. After an error, running_mean and running_var have not changed.
    >>> x, mean, var = mytorch.tensor([[1.0], [5.0]]), mytorch.tensor([3.0]), mytorch.tensor([4.0])
    >>> mytorch.nn.functional.batch_norm(x, mean, var, 1.0, 0.0, eps=0.0).tolist()
    [[-1.0], [1.0]]
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
    z = in_single(partial(BatchNorm.apply, eps=eps, statistics=statistics), x, gamma, beta)
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


def cross_entropy(
    predicted: TensorLike,
    target: Any,
    weight: TensorLike | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """The softmax cross-entropy of logits, in nats: the "mean" over the batch, the "sum", or "none" of it.

    Shape: predicted (N, C) logits, target (N,) class indices -> ()   (Fall 2020, 2.5 and App. B)

    predicted may also be (C,) or (N, C, ...), and target the same without C. Or target has the shape of
    predicted and holds floats: the probability of each class. predicted is a Tensor or, as a constant, an
    array. Class indices are a Tensor, an array or a list, of integers or of floats with whole values.

    weight (C,): multiplied with the losses of each class; their mean is divided by the sum of the weights.
    ignore_index: the class index whose examples are left out.
    label_smoothing: the part of each label, from 0 to 1, that is spread evenly over all classes (Szegedy et
        al. 2016).

    Raises ValueError for other shapes, for labels outside [0, C), and for an unknown reduction; TypeError
    for logits or labels that are no numbers, and for class indices that require a gradient.
    >>> round(mytorch.nn.functional.cross_entropy(mytorch.zeros(1, 2), [0]).item(), 4)  # log 2
    0.6931
    """
    if not isinstance(reduction, str) or reduction not in ("mean", "sum"):
        choice("cross_entropy", "reduction", reduction, ("mean", "sum", "none"))
    if type(ignore_index) is not int:
        ignore_index = whole("cross_entropy", "ignore_index", ignore_index)
    smoothing = number("cross_entropy", "label_smoothing", label_smoothing, most=1.0)
    predicted = floats("cross_entropy", "the logits", predicted)
    shape = predicted.array.shape
    along = min(1, len(shape) - 1)  # the dim of the classes
    weights = None if weight is None else class_weights("cross_entropy", weight, shape[along] if shape else 0)
    if shape and getattr(target, "shape", None) == shape and target.dtype.kind in "fc":
        y = floats("cross_entropy", "the probabilities", target)
        return of_probabilities(predicted, y, weights, reduction, smoothing)
    given = labels_of("cross_entropy", target)
    if not shape or given.shape != shape[:along] + shape[along + 1 :]:
        one_hot = len(shape) == 2 and given.shape == shape
        hint = " From one-hot labels: labels.argmax(1)." if one_hot else ""
        raise ValueError(
            "cross_entropy expects logits of shape (N, C) and class indices of shape (N,); "
            f"got {shape} and {given.shape}.{hint}"
        )
    labels, ignored = class_indices("cross_entropy", given, shape[along], ignore_index)
    if len(shape) == 2 and weights is None and ignored is None and not smoothing and reduction != "none":
        return in_single(partial(CrossEntropy.apply, labels=labels, reduction=reduction), predicted)
    return of_labels(predicted, labels, ignored, weights, reduction, smoothing)
