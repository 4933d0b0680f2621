"""Distances and similarities of rows, and the losses that compare them."""

import numpy as np

from mytorch.arguments import TensorLike, choice, flag, floats, number
from mytorch.tensor import Tensor

__all__ = ["cosine_similarity", "pairwise_distance", "triplet_margin_loss"]


def pairwise_distance(
    x1: TensorLike, x2: TensorLike, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """(Σ |x1 - x2 + eps|ᵖ)¹ᐟᵖ over the last dim.   Shape: (…, D), (…, D) -> (…), or (…, 1) with keepdim

    eps keeps the slope finite where the two are equal.

    >>> x = mytorch.tensor([[1.0, 2.0]])
    >>> mytorch.nn.functional.pairwise_distance(x, mytorch.tensor([[4.0, 6.0]]), p=1, eps=0.0)
    tensor([7.])
    """
    a, b = floats("pairwise_distance", "x1", x1), floats("pairwise_distance", "x2", x2)
    p, eps = number("pairwise_distance", "p", p), number("pairwise_distance", "eps", eps)
    return (a - b + eps).norm(p, dim=-1, keepdim=flag("pairwise_distance", "keepdim", keepdim))


def cosine_similarity(x1: TensorLike, x2: TensorLike, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x1 · x2 / (max(|x1|, eps) max(|x2|, eps)), the sums along dim.

    Shape: both are broadcast, and dim is taken out

    >>> x = mytorch.tensor([[0.0, 2.0]])
    >>> mytorch.nn.functional.cosine_similarity(x, mytorch.tensor([[3.0, 0.0]]))
    tensor([0.])
    """
    a, b = floats("cosine_similarity", "x1", x1), floats("cosine_similarity", "x2", x2)
    eps = number("cosine_similarity", "eps", eps)
    shape = np.broadcast_shapes(a.shape, b.shape)  # dim counts the dims of both together
    a, b = a.expand(*shape), b.expand(*shape)
    lengths = [x.norm(dim=dim, keepdim=True).clamp(min=eps) for x in (a, b)]
    return ((a / lengths[0]) * (b / lengths[1])).sum(dim)


def triplet_margin_loss(
    anchor: TensorLike,
    positive: TensorLike,
    negative: TensorLike,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """max(|anchor - positive| - |anchor - negative| + margin, 0)   (Balntas et al. 2016).

    Shape: (N, D) each -> (), or (N,) with reduction="none"

    >>> anchor, near, far = mytorch.tensor([[0.0]]), mytorch.tensor([[1.0]]), mytorch.tensor([[9.0]])
    >>> mytorch.nn.functional.triplet_margin_loss(anchor, near, far).item()  # far enough
    0.0
    """
    choice("triplet_margin_loss", "reduction", reduction, ("mean", "sum", "none"))
    margin = number("triplet_margin_loss", "margin", margin)
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    losses = (near - far + margin).relu()
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()
