"""AdamW: Adam with weight decay apart from the gradient   (Loshchilov and Hutter 2019)."""

from collections.abc import Iterable
from typing import Any

from mytorch.optim.adam import Adam
from mytorch.tensor import Tensor

__all__ = ["AdamW"]


class AdamW(Adam):
    """p = p - lr * weight_decay * p,   and then Adam's step.

    So all weights shrink at one rate, while in Adam those with large gradients shrink less. The settings are
    Adam's, with weight_decay=0.01 by default.
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
