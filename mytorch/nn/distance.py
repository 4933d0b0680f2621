"""Distances of rows as layers; the formulas are in mytorch/nn/functions/distance.py."""

from mytorch.arguments import TensorLike, choice, number
from mytorch.nn import functional as F
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["CosineSimilarity", "PairwiseDistance", "TripletMarginLoss"]


class CosineSimilarity(Module):
    """The cosine of the angle between x1 and x2 along dim   (see F.cosine_similarity).

    >>> mytorch.nn.CosineSimilarity()(mytorch.tensor([[0.0, 2.0]]), mytorch.tensor([[3.0, 0.0]])).tolist()
    [0.0]
    """

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim, self.eps = dim, number("CosineSimilarity", "eps", eps)

    def forward(self, x1: TensorLike, x2: TensorLike) -> Tensor:
        return F.cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """The p-norm of x1 - x2 over the last dim   (see F.pairwise_distance).

    >>> mytorch.nn.PairwiseDistance(p=1, eps=0.0)(mytorch.tensor([[1.0, 2.0]]), mytorch.tensor([[4.0, 6.0]]))
    tensor([7.])
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.p, self.eps = number("PairwiseDistance", "p", p), number("PairwiseDistance", "eps", eps)
        self.keepdim = keepdim

    def forward(self, x1: TensorLike, x2: TensorLike) -> Tensor:
        return F.pairwise_distance(x1, x2, self.p, self.eps, self.keepdim)


class TripletMarginLoss(Module):
    """Asks that anchor be nearer to positive than to negative, by a margin (see F.triplet_margin_loss).

    >>> anchor, near, far = mytorch.tensor([[0.0]]), mytorch.tensor([[1.0]]), mytorch.tensor([[9.0]])
    >>> mytorch.nn.TripletMarginLoss()(anchor, near, far).item()  # far enough
    0.0
    """

    def __init__(
        self, margin: float = 1.0, p: float = 2.0, eps: float = 1e-6, reduction: str = "mean"
    ) -> None:
        super().__init__()
        self.margin, self.p = (
            number("TripletMarginLoss", "margin", margin),
            number("TripletMarginLoss", "p", p),
        )
        self.eps = number("TripletMarginLoss", "eps", eps)
        self.reduction = choice("TripletMarginLoss", "reduction", reduction, ("mean", "sum", "none"))

    def forward(self, anchor: TensorLike, positive: TensorLike, negative: TensorLike) -> Tensor:
        return F.triplet_margin_loss(
            anchor, positive, negative, self.margin, self.p, self.eps, self.reduction
        )
