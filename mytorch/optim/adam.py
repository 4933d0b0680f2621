"""Adam   (Kingma and Ba 2015; the bonus of the first homework)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from mytorch.arguments import flag, number
from mytorch.optim.adaptive import Adaptive
from mytorch.optim.settings import Setting, fractions
from mytorch.tensor import Tensor

__all__ = ["Adam"]


class _Settings(NamedTuple):
    lr: float
    beta1: float
    beta2: float
    eps: float
    weight_decay: float
    amsgrad: bool
    maximize: bool
    decoupled: bool


class Adam(Adaptive):
    """m = β₁ m + (1 - β₁) g,   v = β₂ v + (1 - β₂) g²,   p = p - lr * m̂ / (√v̂ + eps)

    m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ) correct for the start, where m and v are 0 (Kingma and Ba 2015).
    `state[p]` contains m as "exp_avg" and v as "exp_avg_sq".

    betas: (β₁, β₂), each from 0 to below 1.
    weight_decay: λ; the gradient becomes g + λ p. With decoupled_weight_decay, and in AdamW, the gradient
        stays g, and p = p - lr * λ * p comes before the step (Loshchilov and Hutter 2019).
    amsgrad: the step uses the largest v so far in place of v (Reddi et al. 2018).
    maximize: go up instead of down: the gradient becomes -g.

    Settings are read at every step. TypeError or ValueError for those that are no finite numbers of 0 and up.

    >>> p = mytorch.tensor([1.0, 1.0], requires_grad=True)
    >>> optimizer = mytorch.optim.Adam([p], lr=0.25)
    >>> (p * mytorch.tensor([2.0, -100.0])).sum().backward()
    >>> optimizer.step()
    >>> p.data.round(4).tolist()  # the first step is as long for both
    [0.75, 1.25]
    """

    state_names = ("step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq")

    betas = Setting()
    eps = Setting()
    amsgrad = Setting()

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, settings)

    def settings(self, group: dict[str, Any]) -> _Settings:
        """The settings of a group, checked."""
        owner = type(self).__name__
        beta1, beta2 = fractions(owner, "betas", group["betas"])
        return _Settings(
            number(owner, "lr", group["lr"]),
            beta1,
            beta2,
            number(owner, "eps", group["eps"]),
            number(owner, "weight_decay", group["weight_decay"]),
            flag(owner, "amsgrad", group["amsgrad"]),
            flag(owner, "maximize", group["maximize"]),
            flag(owner, "decoupled_weight_decay", group["decoupled_weight_decay"]),
        )

    def start(self, settings: _Settings) -> dict[str, float]:
        """Zeros."""
        return dict.fromkeys(self.state_names[1:] if settings.amsgrad else self.state_names[1:3], 0.0)

    def change(self, x: np.ndarray, g: np.ndarray, kept: dict[str, Any], settings: _Settings) -> None:
        """The formula."""
        lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, decoupled = settings
        m, v = kept["exp_avg"], kept["exp_avg_sq"]
        t = kept["step"] = kept["step"] + 1
        if maximize:
            g = -g
        if decoupled:
            x *= 1 - lr * weight_decay
        elif weight_decay:
            g = g + weight_decay * x
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * g * g
        if amsgrad:
            v = np.maximum(kept["max_exp_avg_sq"], v, out=kept["max_exp_avg_sq"])
        x -= (lr / (1 - beta1**t)) * m / (np.sqrt(v / (1 - beta2**t)) + eps)
