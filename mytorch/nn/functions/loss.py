"""Losses beyond the handouts': how far predictions are from targets, number by number.

Predictions and targets are Tensors or, as constants, arrays of one shape; integers become floats first. They
are not broadcast, since (N, 1) against (N,) would compare each with every other. Gradients go to both.

reduction: "mean" over all elements, "sum", or "none", which keeps the shape. An empty mean is NaN.

The losses of class indices are in classification.py.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, choice, flag, floats, number
from mytorch.ops import BinaryCrossEntropy, Softplus
from mytorch.precision import in_single
from mytorch.tensor import Tensor

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "mse_loss",
    "reduced",
    "smooth_l1_loss",
]

REDUCTIONS = ("mean", "sum", "none")


def mse_loss(predicted: TensorLike, target: TensorLike, reduction: str = "mean") -> Tensor:
    """(predicted - target)².   Errors: see the top of this file.

    >>> x = mytorch.tensor([1.0, -3.0])
    >>> mytorch.nn.functional.mse_loss(x, mytorch.tensor([0.0, 0.0])).item()
    5.0
    """

    def square(x: Tensor, y: Tensor) -> Tensor:
        difference = x - y
        return difference * difference

    return _of_pairs("mse_loss", square, predicted, target, reduction)


def l1_loss(predicted: TensorLike, target: TensorLike, reduction: str = "mean") -> Tensor:
    """|predicted - target|, with derivative 0 where they are equal.

    >>> x = mytorch.tensor([1.0, -3.0])
    >>> mytorch.nn.functional.l1_loss(x, mytorch.tensor([0.0, 0.0])).item()
    2.0
    """
    return _of_pairs("l1_loss", lambda x, y: (x - y).abs(), predicted, target, reduction)


def smooth_l1_loss(
    predicted: TensorLike, target: TensorLike, reduction: str = "mean", beta: float = 1.0
) -> Tensor:
    """With d = predicted - target: d² / (2 beta) where |d| < beta, else |d| - beta / 2   (Girshick 2015).

    With beta=0 it is the l1_loss.

    >>> x = mytorch.tensor([1.0, 8.0])
    >>> mytorch.nn.functional.smooth_l1_loss(x, mytorch.tensor([0.0, 0.0]), reduction="none", beta=2.0)
    tensor([0.25, 7.  ])
    """
    beta = number("smooth_l1_loss", "beta", beta)

    def loss(x: Tensor, y: Tensor) -> Tensor:
        difference = x - y
        return _huber(difference, beta, per_unit=beta) if beta else difference.abs()

    return _of_pairs("smooth_l1_loss", loss, predicted, target, reduction)


def huber_loss(
    predicted: TensorLike, target: TensorLike, reduction: str = "mean", delta: float = 1.0
) -> Tensor:
    """With d = predicted - target: d² / 2 where |d| < delta, else delta (|d| - delta / 2)   (Huber 1964).

    ValueError unless delta is above 0.

    >>> x = mytorch.tensor([1.0, 8.0])
    >>> mytorch.nn.functional.huber_loss(x, mytorch.tensor([0.0, 0.0]), reduction="none", delta=2.0)
    tensor([ 0.5, 14. ])
    """
    if not (delta := number("huber_loss", "delta", delta)):
        raise ValueError("huber_loss expects delta above 0; got 0.0.")
    return _of_pairs("huber_loss", lambda x, y: _huber(x - y, delta), predicted, target, reduction)


def _huber(d: Tensor, bound: float, per_unit: float = 1.0) -> Tensor:
    """c (d - c / 2) / per_unit, where c is d held within ±bound: no square of a large number is taken."""
    c = d.clamp(-bound, bound)
    return c / per_unit * (d - c * 0.5)


def binary_cross_entropy(
    predicted: TensorLike, target: TensorLike, weight: TensorLike | None = None, reduction: str = "mean"
) -> Tensor:
    """-(y log p + (1 - y) log(1 - p)) in nats, for probabilities p = predicted and y = target in [0, 1].

    No logarithm is taken below -100, so that a loss is finite; binary_cross_entropy_with_logits needs no such
    bound. weight is multiplied with the losses, and broadcast to them. ValueError for p or y outside [0, 1].

    >>> p = mytorch.tensor([0.25], requires_grad=True)
    >>> mytorch.nn.functional.binary_cross_entropy(p, mytorch.tensor([1.0])).backward()
    >>> p.grad.data.round(4).tolist()  # -1 / p
    [-4.0]
    """
    owner = "binary_cross_entropy"
    for name, given in (("predicted", predicted), ("target", target)):
        array = floats(owner, name, given).array.real
        if not ((array >= 0) & (array <= 1)).all():
            raise ValueError(
                f"{owner} expects {name} from 0 to 1; got {array[~((array >= 0) & (array <= 1))].flat[0]}. "
                "For logits there is binary_cross_entropy_with_logits."
            )
    return _of_pairs(owner, BinaryCrossEntropy.apply, predicted, target, reduction, weight)


def binary_cross_entropy_with_logits(
    predicted: TensorLike,
    target: TensorLike,
    weight: TensorLike | None = None,
    reduction: str = "mean",
    pos_weight: TensorLike | None = None,
) -> Tensor:
    """The binary cross-entropy of p = sigmoid(predicted), in nats, which never overflows.

    pos_weight * y * softplus(-x) + (1 - y) * softplus(x) for logits x = predicted and y = target: to all
    digits far out, too. weight is multiplied with the losses, pos_weight with the part of what is positive;
    both are broadcast to the shape of the targets.

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.functional.binary_cross_entropy_with_logits(x, mytorch.tensor([1.0])).backward()
    >>> x.grad  # sigmoid(x) - y
    tensor([-0.5])
    """
    owner = "binary_cross_entropy_with_logits"
    softplus = partial(Softplus.apply, beta=1.0, threshold=math.inf)
    positive = None if pos_weight is None else floats(owner, "pos_weight", pos_weight)
    if positive is not None:
        _check_broadcast(owner, "pos_weight", positive, floats(owner, "target", target))

    def loss(x: Tensor, y: Tensor) -> Tensor:
        missed = y * softplus(-x)
        return (missed if positive is None else positive * missed) + (1.0 - y) * softplus(x)

    return _of_pairs(owner, loss, predicted, target, reduction, weight)


def kl_div(
    predicted: TensorLike, target: TensorLike, reduction: str = "mean", log_target: bool = False
) -> Tensor:
    """y (log y - predicted) in nats, for log-probabilities `predicted` and probabilities y = target.

    With log_target the target is log y. Where y is 0 the loss is 0. reduction may also be "batchmean": the
    sum divided by the size of the first dim, which is the Kullback-Leibler divergence of the batch's mean.

    >>> y = mytorch.tensor([[0.5, 0.5]])
    >>> mytorch.nn.functional.kl_div(y.log(), y, reduction="batchmean").item()  # the same distribution
    0.0
    """
    logs = flag("kl_div", "log_target", log_target)
    choice("kl_div", "reduction", reduction, (*REDUCTIONS, "batchmean"))

    def loss(x: Tensor, y: Tensor) -> Tensor:
        if logs:
            return y.exp() * (y - x)
        return y * (y.where(y.array.real != 0, 1.0).log() - x)

    if reduction != "batchmean":
        return _of_pairs("kl_div", loss, predicted, target, reduction)
    total = _of_pairs("kl_div", loss, predicted, target, "sum")
    rows = floats("kl_div", "predicted", predicted).shape[:1]
    return total / rows[0] if rows and rows[0] else total * (1.0 if not rows else math.nan)


def _of_pairs(
    owner: str,
    loss: Callable[[Tensor, Tensor], Tensor],
    predicted: TensorLike,
    target: TensorLike,
    reduction: str,
    weight: Any = None,
) -> Tensor:
    """loss(predicted, target), weighted and reduced, once all arguments have passed."""
    choice(owner, "reduction", reduction, REDUCTIONS)
    x = floats(owner, "predicted", predicted, getattr(target, "dtype", None))
    y = floats(owner, "target", target, x.dtype)
    if x.shape != y.shape:
        hint = " Reshape one of them." if x.array.size == y.array.size else ""
        raise ValueError(
            f"{owner} expects predicted and target of one shape; got {x.shape} and {y.shape}.{hint}"
        )
    scale = None if weight is None else floats(owner, "weight", weight, x.dtype)
    if scale is not None:
        _check_broadcast(owner, "weight", scale, y)

    def value(x: Tensor, y: Tensor, *scale: Tensor) -> Tensor:
        losses = loss(x, y)
        return reduced(losses * scale[0] if scale else losses, reduction)

    return in_single(value, x, y, *([] if scale is None else [scale]))


def _check_broadcast(owner: str, name: str, given: Tensor, target: Tensor) -> None:
    try:
        fits = np.broadcast_shapes(given.shape, target.shape) == target.shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"{owner} expects {name} that can be broadcast to the targets' {target.shape}; got {given.shape}."
        )


def reduced(losses: Tensor, reduction: str) -> Tensor:
    """The losses, their sum or their mean, which of none of them is NaN."""
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.mean() if losses.array.size else losses.sum() * math.nan
