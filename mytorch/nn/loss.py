"""The losses as layers.

reduction is "mean", "sum", or "none", which keeps one loss for each example or element. A weight is kept as a
buffer: it is part of the state, and of the model's dtype. Formulas and errors: see the functions of
mytorch.nn.functional that go by the same names.

Twin: classic_mlp/loss.py
"""

import sys
from typing import Any

from mytorch.arguments import TensorLike, choice, flag, floats, number, whole
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "NLLLoss",
    "SmoothL1Loss",
]


class _Loss(Module):
    """What all losses have."""

    _reductions: tuple[str, ...] = ("mean", "sum", "none")

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = choice(type(self).__name__, "reduction", reduction, self._reductions)

    def _keep(self, name: str, weight: Any) -> None:
        """A weight as a buffer; or None."""
        if weight is None:
            setattr(self, name, None)
        else:
            self.register_buffer(name, Tensor(floats(type(self).__name__, name, weight).array))

    def extra_repr(self) -> str:
        return f"reduction={self.reduction!r}"


class CrossEntropyLoss(_Loss):
    """The softmax cross-entropy in nats, averaged over the batch, or summed with reduction="sum".

    Shape: predicted (N, C) logits, target (N,) class indices -> ()   (Fall 2020, 2.5 and App. B)

    weight (C,) is multiplied with the losses of each class, examples of the class ignore_index are left out,
    and label_smoothing is the part of each label that is spread evenly over all classes. predicted may be a
    Tensor or an array; an array is a constant. Other shapes, probabilities as targets, and errors: see
    F.cross_entropy.

    >>> logits = mytorch.zeros(1, 2, requires_grad=True)
    >>> mytorch.nn.CrossEntropyLoss()(logits, [0]).backward()
    >>> logits.grad.tolist()  # p - y
    [[-0.5, 0.5]]
    """

    weight: Tensor

    def __init__(
        self,
        weight: TensorLike | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(reduction)
        self.ignore_index = whole("CrossEntropyLoss", "ignore_index", ignore_index)
        self.label_smoothing = number("CrossEntropyLoss", "label_smoothing", label_smoothing, most=1.0)
        self._keep("weight", weight)

    def forward(self, predicted: TensorLike, target: Any) -> Tensor:
        return F.cross_entropy(
            predicted, target, self.weight, self.ignore_index, self.reduction, self.label_smoothing
        )

    def extra_repr(self) -> str:
        ignored = f", ignore_index={self.ignore_index}" if self.ignore_index != -100 else ""
        smoothed = f", label_smoothing={self.label_smoothing}" if self.label_smoothing else ""
        return f"reduction={self.reduction!r}{ignored}{smoothed}"


class NLLLoss(_Loss):
    """-weight[label] * predicted[label], for log-probabilities, as LogSoftmax(1) gives them.

    Shape: predicted (N, C), target (N,) class indices, weight (C,) -> (), or (N,) with reduction="none"

    >>> mytorch.nn.NLLLoss()(mytorch.tensor([[-0.5, -1.0], [-3.0, -0.25]]), [0, 1]).item()
    0.375
    """

    weight: Tensor

    def __init__(
        self, weight: TensorLike | None = None, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction)
        self.ignore_index = whole("NLLLoss", "ignore_index", ignore_index)
        self._keep("weight", weight)

    def forward(self, predicted: TensorLike, target: Any) -> Tensor:
        return F.nll_loss(predicted, target, self.weight, self.ignore_index, self.reduction)


class MSELoss(_Loss):
    """(predicted - target)².   Shape: both the same -> ()

    >>> x = mytorch.tensor([-1.0, 3.0], requires_grad=True)
    >>> mytorch.nn.MSELoss(reduction="sum")(x, mytorch.zeros(2)).backward()
    >>> x.grad
    tensor([-2.,  6.])
    """

    def forward(self, predicted: TensorLike, target: TensorLike) -> Tensor:
        return F.mse_loss(predicted, target, self.reduction)


class L1Loss(_Loss):
    """|predicted - target|.   Shape: both the same -> ()

    >>> x = mytorch.tensor([-1.0, 3.0], requires_grad=True)
    >>> mytorch.nn.L1Loss(reduction="sum")(x, mytorch.zeros(2)).backward()
    >>> x.grad
    tensor([-1.,  1.])
    """

    def forward(self, predicted: TensorLike, target: TensorLike) -> Tensor:
        return F.l1_loss(predicted, target, self.reduction)


class SmoothL1Loss(_Loss):
    """With d = predicted - target: d² / (2 beta) where |d| < beta, else |d| - beta / 2.   Shape: as L1Loss

    >>> x = mytorch.tensor([0.5, 8.0], requires_grad=True)
    >>> mytorch.nn.SmoothL1Loss(reduction="sum", beta=2.0)(x, mytorch.zeros(2)).backward()
    >>> x.grad
    tensor([0.25, 1.  ])
    """

    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction)
        self.beta = number("SmoothL1Loss", "beta", beta)

    def forward(self, predicted: TensorLike, target: TensorLike) -> Tensor:
        return F.smooth_l1_loss(predicted, target, self.reduction, self.beta)

    def extra_repr(self) -> str:
        return f"{super().extra_repr()}, beta={self.beta}"


class HuberLoss(_Loss):
    """With d = predicted - target: d² / 2 where |d| < delta, else delta (|d| - delta / 2).

    Shape: both the same -> ()

    >>> x = mytorch.tensor([0.5, 8.0], requires_grad=True)
    >>> mytorch.nn.HuberLoss(reduction="sum")(x, mytorch.zeros(2)).backward()
    >>> x.grad  # at most delta
    tensor([0.5, 1. ])
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        self.delta = number("HuberLoss", "delta", delta, least=sys.float_info.min)

    def forward(self, predicted: TensorLike, target: TensorLike) -> Tensor:
        return F.huber_loss(predicted, target, self.reduction, self.delta)

    def extra_repr(self) -> str:
        return f"{super().extra_repr()}, delta={self.delta}"


class BCELoss(_Loss):
    """-(y log p + (1 - y) log(1 - p)) in nats, for probabilities p and targets y in [0, 1].

    Shape: both the same -> (); weight can be broadcast to it. For logits there is BCEWithLogitsLoss.

    >>> mytorch.nn.BCELoss()(mytorch.tensor([0.5]), mytorch.tensor([1.0])).data.round(4).tolist()  # log 2
    0.6931
    """

    weight: Tensor

    def __init__(self, weight: TensorLike | None = None, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self._keep("weight", weight)

    def forward(self, predicted: TensorLike, target: TensorLike) -> Tensor:
        return F.binary_cross_entropy(predicted, target, self.weight, self.reduction)


class BCEWithLogitsLoss(_Loss):
    """The binary cross-entropy of sigmoid(x) for logits x, which never overflows.

    Shape: logits and targets the same -> (); weight and pos_weight can be broadcast to it.

    >>> x = mytorch.tensor([0.0], requires_grad=True)
    >>> mytorch.nn.BCEWithLogitsLoss()(x, mytorch.tensor([1.0])).backward()
    >>> x.grad  # sigmoid(x) - y
    tensor([-0.5])
    """

    weight: Tensor
    pos_weight: Tensor

    def __init__(
        self,
        weight: TensorLike | None = None,
        reduction: str = "mean",
        pos_weight: TensorLike | None = None,
    ) -> None:
        super().__init__(reduction)
        self._keep("weight", weight)
        self._keep("pos_weight", pos_weight)

    def forward(self, predicted: TensorLike, target: TensorLike) -> Tensor:
        return F.binary_cross_entropy_with_logits(
            predicted, target, self.weight, self.reduction, self.pos_weight
        )


class KLDivLoss(_Loss):
    """y (log y - predicted) in nats, for log-probabilities `predicted` and probabilities y, or log y.

    Shape: both the same -> (); reduction may also be "batchmean".

    >>> y = mytorch.tensor([[0.5, 0.5]])
    >>> mytorch.nn.KLDivLoss(reduction="sum")(y.log(), y).item()  # the same distribution
    0.0
    """

    _reductions = ("mean", "sum", "none", "batchmean")

    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__(reduction)
        self.log_target = flag("KLDivLoss", "log_target", log_target)

    def forward(self, predicted: TensorLike, target: TensorLike) -> Tensor:
        return F.kl_div(predicted, target, self.reduction, self.log_target)
