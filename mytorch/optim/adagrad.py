"""Adagrad   (Duchi, Hazan and Singer 2011)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from mytorch.arguments import flag, number
from mytorch.optim.adaptive import Adaptive
from mytorch.optim.settings import Setting
from mytorch.tensor import Tensor

__all__ = ["Adagrad"]


class _Settings(NamedTuple):
    lr: float
    lr_decay: float
    weight_decay: float
    initial_accumulator_value: float
    eps: float
    maximize: bool


class Adagrad(Adaptive):
    """s = s + g²,   p = p - lr / (1 + (t - 1) lr_decay) * g / (√s + eps)

    s is the sum of all squared gradients, so that what has had large ones moves less (Duchi et al. 2011);
    it begins with initial_accumulator_value. `state[p]` keeps it as "sum".

    weight_decay: λ; the gradient becomes g + λ p.
    maximize: go up instead of down: the gradient becomes -g.

    Settings are read at every step. TypeError or ValueError for those that are no finite numbers of 0 and up.

    >>> p = mytorch.tensor([1.0, 1.0], requires_grad=True)
    >>> optimizer = mytorch.optim.Adagrad([p], lr=0.25)
    >>> (p * mytorch.tensor([2.0, 100.0])).sum().backward()
    >>> optimizer.step()
    >>> p.data.round(4).tolist()  # the first step is as long for both
    [0.75, 0.75]
    """

    state_names = ("step", "sum")

    lr_decay = Setting()
    initial_accumulator_value = Setting()
    eps = Setting()

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float = 0.01,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "lr_decay": lr_decay,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "eps": eps,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def settings(self, group: dict[str, Any]) -> _Settings:
        """The settings of a group, checked."""
        owner = type(self).__name__
        return _Settings(
            number(owner, "lr", group["lr"]),
            number(owner, "lr_decay", group["lr_decay"]),
            number(owner, "weight_decay", group["weight_decay"]),
            number(owner, "initial_accumulator_value", group["initial_accumulator_value"]),
            number(owner, "eps", group["eps"]),
            flag(owner, "maximize", group["maximize"]),
        )

    def start(self, settings: _Settings) -> dict[str, float]:
        """The value that the sum begins with."""
        return {"sum": settings.initial_accumulator_value}

    def change(self, x: np.ndarray, g: np.ndarray, kept: dict[str, Any], settings: _Settings) -> None:
        """The formula."""
        lr, lr_decay, weight_decay, _, eps, maximize = settings
        s = kept["sum"]
        t = kept["step"] = kept["step"] + 1
        if maximize:
            g = -g
        if weight_decay:
            g = g + weight_decay * x
        s += g * g
        x -= lr / (1 + (t - 1) * lr_decay) * g / (np.sqrt(s) + eps)
