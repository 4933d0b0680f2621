"""ReduceLROnPlateau: the rate falls when a measured figure stops getting better."""

import math
from typing import Any

from mytorch.arguments import choice, number, whole
from mytorch.errors import shown
from mytorch.optim.lr_scheduler.scheduler import LRScheduler, a_value_each
from mytorch.optim.optimizer import Optimizer
from mytorch.tensor import Tensor

__all__ = ["ReduceLROnPlateau"]


class ReduceLROnPlateau(LRScheduler):
    """Multiplies the rate by factor after more than `patience` epochs in which a figure got no better.

    The figure of each epoch, for example the validation loss, is given to `step`.

    mode: "min" if the figure should fall, as a loss; "max" if it should rise, as an accuracy.
    threshold: the least change that counts as better, as a share of the best figure so far
        (threshold_mode="rel"), or as a difference ("abs").
    cooldown: the number of epochs after each change of the rate in which bad epochs are not counted.
    min_lr: the lowest rate; a number, or a list of one for each group.
    eps: a change of the rate that is smaller than this is not made.

    ValueError for a factor of 1 or more.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
    >>> for loss in (0.9, 0.7, 0.8, 0.8):
    ...     schedule.step(loss)
    ...     print(optimizer.lr)
    1.0
    1.0
    1.0
    0.5
    """

    state_names = ("last_epoch", "best", "num_bad_epochs", "cooldown_counter", "last_lr")

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | list[float] = 0.0,
        eps: float = 1e-8,
    ) -> None:
        owner = "ReduceLROnPlateau"
        self.optimizer = optimizer
        self.last_lr = self.rates()
        self.factor = number(owner, "factor", factor)
        if self.factor >= 1:
            raise ValueError(f"{owner} expects a factor below 1; got {factor}.")
        self.mode = choice(owner, "mode", mode, ("min", "max"))
        self.threshold_mode = choice(owner, "threshold_mode", threshold_mode, ("rel", "abs"))
        self.patience = whole(owner, "patience", patience, least=0)
        self.cooldown = whole(owner, "cooldown", cooldown, least=0)
        self.threshold, self.eps = number(owner, "threshold", threshold), number(owner, "eps", eps)
        self.min_lrs = a_value_each(owner, "min_lr", min_lr, len(self.last_lr))
        self.last_epoch = self.num_bad_epochs = self.cooldown_counter = 0
        self.best = math.inf if mode == "min" else -math.inf

    def step(self, metrics: Any = None) -> None:
        """Take the figure of an epoch, a number or a tensor of one element, and change the rate if due.

        TypeError for anything else.
        """
        try:
            current = float(metrics.item() if isinstance(metrics, Tensor) else metrics)
        except (TypeError, ValueError, OverflowError):
            raise TypeError(
                f"ReduceLROnPlateau.step expects a number, as the loss of an epoch; got {shown(metrics)}."
            ) from None
        self.check_groups()
        rates = self.rates()
        self.last_epoch += 1
        if self._is_better(current):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            lower = [max(lr * self.factor, least) for lr, least in zip(rates, self.min_lrs, strict=True)]
            rates = [new if lr - new > self.eps else lr for lr, new in zip(rates, lower, strict=True)]
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self.set_rates(rates)

    def _is_better(self, current: float) -> bool:
        sign = 1 if self.mode == "max" else -1
        if self.threshold_mode == "rel":
            return sign * current > sign * self.best * (1 + sign * self.threshold)
        return sign * current > sign * self.best + self.threshold
