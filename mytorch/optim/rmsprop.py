"""RMSprop   (Hinton's lecture 6e, 2012; centered: Graves 2013)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from mytorch.arguments import flag, number
from mytorch.optim.adaptive import Adaptive
from mytorch.optim.settings import Setting
from mytorch.tensor import Tensor

__all__ = ["RMSprop"]


class _Settings(NamedTuple):
    lr: float
    alpha: float
    eps: float
    weight_decay: float
    momentum: float
    centered: bool
    maximize: bool


class RMSprop(Adaptive):
    """v = α v + (1 - α) g²,   p = p - lr * g / (√v + eps)

    v is the running mean of squared gradients (Hinton 2012), `state[p]["square_avg"]`.

    momentum: of the scaled gradient: b = momentum * b + g / (√v + eps), p = p - lr * b; b is in
        "momentum_buffer". As in PyTorch, lr stands outside.
    centered: √(v - m²) stands for √v, the deviation from the running mean of gradients m, "grad_avg"
        (Graves 2013).
    weight_decay: λ; the gradient becomes g + λ p.
    maximize: go up instead of down: the gradient becomes -g.

    Settings are read at every step. TypeError or ValueError for those that are no finite numbers of 0 and up,
    or an alpha above 1.

    >>> p = mytorch.tensor([1.0, 1.0], requires_grad=True)
    >>> optimizer = mytorch.optim.RMSprop([p], lr=0.25, alpha=0.0)
    >>> (p * mytorch.tensor([2.0, 100.0])).sum().backward()
    >>> optimizer.step()
    >>> p.data.round(4).tolist()  # g / |g| is 1 for both
    [0.75, 0.75]
    """

    state_names = ("step", "square_avg", "momentum_buffer", "grad_avg")

    alpha = Setting()
    eps = Setting()
    momentum = Setting()
    centered = Setting()

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def settings(self, group: dict[str, Any]) -> _Settings:
        """The settings of a group, checked."""
        owner = type(self).__name__
        return _Settings(
            number(owner, "lr", group["lr"]),
            number(owner, "alpha", group["alpha"], most=1),
            number(owner, "eps", group["eps"]),
            number(owner, "weight_decay", group["weight_decay"]),
            number(owner, "momentum", group["momentum"]),
            flag(owner, "centered", group["centered"]),
            flag(owner, "maximize", group["maximize"]),
        )

    def start(self, settings: _Settings) -> dict[str, float]:
        """Zeros."""
        wanted = (True, settings.momentum > 0, settings.centered)
        return {name: 0.0 for name, wants in zip(self.state_names[1:], wanted, strict=True) if wants}

    def change(self, x: np.ndarray, g: np.ndarray, kept: dict[str, Any], settings: _Settings) -> None:
        """The formula."""
        lr, alpha, eps, weight_decay, momentum, centered, maximize = settings
        kept["step"] += 1
        v = kept["square_avg"]
        if maximize:
            g = -g
        if weight_decay:
            g = g + weight_decay * x
        v *= alpha
        v += (1 - alpha) * g * g
        if centered:
            m = kept["grad_avg"]
            m += (1 - alpha) * (g - m)
            v = v - m * m
        scaled = g / (np.sqrt(v) + eps)
        if momentum:
            b = kept["momentum_buffer"]
            b *= momentum
            b += scaled
            scaled = b
        x -= lr * scaled
