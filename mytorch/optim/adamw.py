"""AdamW: Adam with weight decay apart from the gradient   (Loshchilov and Hutter 2019)."""

from collections.abc import Iterable
from typing import Any

from mytorch.optim.adam import Adam
from mytorch.tensor import Tensor

__all__ = ["AdamW"]


class AdamW(Adam):
    """p = p - lr * weight_decay * p,   and then Adam's step.

    So all weights shrink at one rate, while in Adam those with large gradients shrink less. The settings are
    Adam's, with weight_decay=0.01 by default. TypeError or ValueError as in Adam.

    >>> p = mytorch.tensor([1.0, 1.0], requires_grad=True)
    >>> optimizer = mytorch.optim.AdamW([p], lr=0.25, weight_decay=0.5)
    >>> (p * mytorch.tensor([2.0, -100.0])).sum().backward()
    >>> optimizer.step()
    >>> p.data.round(4).tolist()  # 1 - 0.125, and then Adam's step
    [0.625, 1.125]
    """

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize, decoupled_weight_decay=True
        )
