"""The loss as a layer.

Twin: classic_mlp/loss.py
"""

from typing import Any

from mytorch.arguments import TensorLike
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["CrossEntropyLoss"]


class CrossEntropyLoss(Module):
    """The softmax cross-entropy in nats, averaged over the batch, or summed with reduction="sum".

    Shape: predicted (N, C) logits, target (N,) class indices -> ()   (Fall 2020, 2.5 and App. B)

    predicted may be a Tensor or an array; an array is a constant. Errors: see F.cross_entropy.
    """

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction

    def forward(self, predicted: TensorLike, target: Any) -> Tensor:
        return F.cross_entropy(predicted, target, self.reduction)

    def extra_repr(self) -> str:
        return f"reduction={self.reduction!r}"
