"""Losses of classes, with weights, ignored labels, smoothing and probabilities as targets.

The plain cross-entropy of the handout is one op (mytorch/ops/network.py); what is here takes the logarithm of
the softmax and the loss one after the other. C classes are in dim 1, or in dim 0 of one example alone.
"""

import math
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, choice, floats, whole
from mytorch.conversion import array_of
from mytorch.errors import shown
from mytorch.nn.functions.loss import REDUCTIONS, reduced
from mytorch.ops import LogSoftmax, NegativeLogLikelihood
from mytorch.precision import in_single
from mytorch.tensor import Tensor

__all__ = ["class_indices", "class_weights", "labels_of", "nll_loss", "of_labels", "of_probabilities"]


def nll_loss(
    predicted: TensorLike,
    target: Any,
    weight: TensorLike | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    """-weight[label] * predicted[label], for log-probabilities `predicted`, as log_softmax gives them.

    Shape: predicted (N, C), (C,) or (N, C, ...), target the same without C, of class indices; weight (C,).

    The mean is that of the weights, too: Σ losses / Σ weight[label]. A label that is ignore_index counts for
    nothing. ValueError for other shapes and for labels outside [0, C), TypeError for what is no number.

    >>> x = mytorch.tensor([[-0.5, -1.0], [-3.0, -0.25]])
    >>> mytorch.nn.functional.nll_loss(x, [0, 1]).item()
    0.375
    """
    choice("nll_loss", "reduction", reduction, REDUCTIONS)
    ignore_index = whole("nll_loss", "ignore_index", ignore_index)
    predicted = floats("nll_loss", "the log-probabilities", predicted)
    given = labels_of("nll_loss", target)
    _check_shapes("nll_loss", predicted.shape, given.shape)
    classes = predicted.shape[min(1, predicted.ndim - 1)]
    weights = class_weights("nll_loss", weight, classes)
    labels, ignored = class_indices("nll_loss", given, classes, ignore_index)

    def value(x: Tensor) -> Tensor:
        return _likelihood(x, labels, ignored, weights, reduction, 0.0)

    return in_single(value, predicted)


def of_labels(
    predicted: Tensor,
    labels: np.ndarray,
    ignored: np.ndarray | None,
    weights: np.ndarray | None,
    reduction: str,
    smoothing: float,
) -> Tensor:
    """The cross-entropy of logits against labels, of which some may be ignored."""

    def value(x: Tensor) -> Tensor:
        logs = LogSoftmax.apply(x, dim=min(1, x.ndim - 1))
        return _likelihood(logs, labels, ignored, weights, reduction, smoothing)

    return in_single(value, predicted)


def of_probabilities(
    predicted: Tensor, target: Tensor, weights: np.ndarray | None, reduction: str, smoothing: float
) -> Tensor:
    """The cross-entropy of logits against probabilities of the same shape; the mean is over the examples."""
    dim = min(1, predicted.ndim - 1)
    classes = predicted.shape[dim]

    def value(x: Tensor, y: Tensor) -> Tensor:
        if smoothing:
            y = y * (1 - smoothing) + smoothing / classes
        logs = LogSoftmax.apply(x, dim=dim) * y
        losses = -(logs if weights is None else logs * _along_classes(weights, logs)).sum(dim)
        return reduced(losses, reduction)

    return in_single(value, predicted, target)


def _likelihood(
    logs: Tensor,
    labels: np.ndarray,
    ignored: np.ndarray | None,
    weights: np.ndarray | None,
    reduction: str,
    smoothing: float,
) -> Tensor:
    """(1 - smoothing) * (loss of the label) + smoothing * (mean loss of all classes), for each example."""
    alone = logs.ndim == 1
    if alone:
        logs, labels = logs.reshape(1, -1), labels.reshape(1)
        ignored = None if ignored is None else ignored.reshape(1)
    of_each = np.ones(labels.shape) if weights is None else weights[labels]
    if ignored is not None:
        of_each = np.where(ignored, 0, of_each)
    of_each = of_each.astype(logs.array.real.dtype, copy=False)
    losses = NegativeLogLikelihood.apply(logs, labels=labels, weights=of_each)
    if smoothing:
        scale = _along_classes(np.ones(logs.shape[1]) if weights is None else weights, logs)
        spread = (logs * (-smoothing / logs.shape[1] * scale)).sum(1)
        if ignored is not None:
            spread = spread * (~ignored).astype(scale.dtype)
        losses = losses * (1 - smoothing) + spread
    if reduction != "mean":
        losses = reduced(losses, reduction)
        return losses.reshape(()) if alone else losses
    total = float(of_each.sum())
    if total:
        return losses.sum() / total
    # As in PyTorch, no gradient comes from a batch whose examples are all ignored.
    return losses.sum() + math.nan if ignored is not None and ignored.all() else losses.sum() * math.nan


def _along_classes(weights: np.ndarray, x: Tensor) -> np.ndarray:
    """The weights in a shape that is broadcast along dim 1 of x, or dim 0 of one example, in its dtype."""
    shape = (-1,) if x.ndim == 1 else (1, -1, *[1] * (x.ndim - 2))
    return weights.astype(x.array.real.dtype, copy=False).reshape(shape)


# ---- what is given -----------------------------------------------------------------------------------


def labels_of(owner: str, target: Any) -> np.ndarray:
    """The class indices as an array, of integers or of floats that may be whole; else TypeError."""
    if getattr(target, "wants_grad", False):
        raise TypeError(f"{owner} has no gradient for its labels, and these require one; detach() them.")
    try:
        given = array_of(target, owner)
    except TypeError:
        given = np.zeros(0, bool)
    if given.dtype.kind not in "iuf":
        raise TypeError(f"{owner} expects class indices as labels, which are integers; got {shown(target)}.")
    return given


def class_weights(owner: str, weight: Any, classes: int) -> np.ndarray | None:
    """One number for each class, a constant; or None."""
    if weight is None:
        return None
    weights = floats(owner, "weight", weight)
    if weights.wants_grad:
        raise TypeError(f"{owner} has no gradient for its weight, and this one requires one; detach() it.")
    if weights.shape != (classes,):
        raise ValueError(f"{owner} expects weight of shape ({classes},), one a class; got {weights.shape}.")
    return weights.array.copy()


def _check_shapes(owner: str, predicted: tuple[int, ...], target: tuple[int, ...]) -> None:
    if not predicted or target != predicted[: min(1, len(predicted) - 1)] + predicted[2:]:
        raise ValueError(
            f"{owner} expects log-probabilities of shape (N, C) and class indices of shape (N,); "
            f"got {predicted} and {target}."
        )


def class_indices(
    owner: str, given: np.ndarray, classes: int, ignore_index: int
) -> tuple[np.ndarray, np.ndarray | None]:
    """The labels as integers that NumPy takes as indices, and where they are ignored (None: nowhere).

    An ignored label becomes 0. ValueError for another label outside [0, classes).
    """
    if given.dtype.kind in "iu":
        labels = given.astype(np.intp, copy=False)
    else:
        with np.errstate(invalid="ignore"):  # a NaN is found by the comparison below
            labels = given.astype(np.intp)
    if not classes:
        raise ValueError(f"{owner} expects logits of 1 class and more; got 0.")
    as_positive = labels.view(np.uintp)  # negative labels become very large
    outside = as_positive.max(initial=0) >= classes
    ignored = given == ignore_index if outside or ignore_index >= 0 else None
    if ignored is not None and ignored.any():
        labels = np.where(ignored, 0, labels)
        as_positive = labels.view(np.uintp)
    else:
        ignored = None
    if outside or (labels is not given and (labels != given).any()):
        wrong = (as_positive >= classes) | ((labels != given) & (True if ignored is None else ~ignored))
        if wrong.any():
            place = np.unravel_index(wrong.argmax(), wrong.shape)
            row = place[0] if len(place) == 1 else tuple(map(int, place))
            raise ValueError(
                f"{owner} expects class indices from 0 to {classes - 1}; got {given[place]} in row {row}."
            )
    return labels, ignored
