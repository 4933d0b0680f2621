"""Schedules by a formula of the epoch t, from 0 on; η₀ is the rate at the beginning."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mytorch.arguments import number, size, whole
from mytorch.errors import shown
from mytorch.optim.lr_scheduler.scheduler import LRScheduler, above_0
from mytorch.optim.optimizer import Optimizer

__all__ = [
    "ConstantLR",
    "CosineAnnealingLR",
    "ExponentialLR",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "StepLR",
]


class StepLR(LRScheduler):
    """η = η₀ γᵏ, where k is t // step_size: times γ every step_size epochs.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    >>> for _ in range(5):
    ...     print(optimizer.lr)
    ...     schedule.step()
    1.0
    1.0
    0.5
    0.5
    0.25
    """

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size = size("StepLR", "step_size", step_size)
        self.gamma = number("StepLR", "gamma", gamma)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        is_due = self.last_epoch > 0 and self.last_epoch % self.step_size == 0
        return self.scaled(self.gamma if is_due else 1.0)


class MultiStepLR(LRScheduler):
    """η = η₀ γᵏ, where k is the number of milestones up to t: times γ at each.

    TypeError for milestones that are no list of epochs.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[1, 3], gamma=0.5)
    >>> for _ in range(4):
    ...     print(optimizer.lr)
    ...     schedule.step()
    1.0
    0.5
    0.5
    0.25
    """

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        if not isinstance(milestones, Iterable):
            raise TypeError(f"MultiStepLR expects several epochs as milestones; got {shown(milestones)}.")
        self.milestones = sorted(whole("MultiStepLR", "milestones", one, least=0) for one in milestones)
        self.gamma = number("MultiStepLR", "gamma", gamma)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        return self.scaled(self.gamma ** self.milestones.count(self.last_epoch))


class ExponentialLR(LRScheduler):
    """η = η₀ γᵗ: times γ every epoch.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    >>> for _ in range(4):
    ...     print(optimizer.lr)
    ...     schedule.step()
    1.0
    0.5
    0.25
    0.125
    """

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = number("ExponentialLR", "gamma", gamma)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        return self.scaled(1.0 if self.is_beginning else self.gamma)


class ConstantLR(LRScheduler):
    """η = factor * η₀ for the first total_iters epochs, and η₀ afterwards. ValueError for a factor of 0.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=2)
    >>> for _ in range(4):
    ...     print(optimizer.lr)
    ...     schedule.step()
    0.5
    0.5
    1.0
    1.0
    """

    def __init__(
        self, optimizer: Optimizer, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        self.factor = above_0("ConstantLR", "factor", factor, most=1)
        self.total_iters = whole("ConstantLR", "total_iters", total_iters, least=0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        if self.last_epoch == 0:
            return self.scaled(self.factor)
        return self.scaled(1.0 / self.factor if self.last_epoch == self.total_iters else 1.0)


class LinearLR(LRScheduler):
    """η = f η₀; f goes in a line from start_factor to end_factor in total_iters epochs, and stays there.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.5, total_iters=2)
    >>> for _ in range(4):
    ...     print(round(optimizer.lr, 4))
    ...     schedule.step()
    0.5
    0.75
    1.0
    1.0
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        self.start_factor = above_0("LinearLR", "start_factor", start_factor, most=1)
        self.end_factor = number("LinearLR", "end_factor", end_factor, most=1)
        self.total_iters = whole("LinearLR", "total_iters", total_iters, least=0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        if self.last_epoch == 0:
            return self.scaled(self.start_factor)
        if self.is_beginning or self.last_epoch > self.total_iters:
            return self.scaled(1.0)
        rise = self.end_factor - self.start_factor
        before = self.total_iters * self.start_factor + (self.last_epoch - 1) * rise
        return self.scaled(1.0 + rise / before)


class CosineAnnealingLR(LRScheduler):
    """η = eta_min + (η₀ - eta_min) (1 + cos(π t / T_max)) / 2   (Loshchilov and Hutter 2017, no restarts)

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=4)
    >>> for _ in range(5):
    ...     print(round(optimizer.lr, 4))
    ...     schedule.step()
    1.0
    0.8536
    0.5
    0.1464
    0.0
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max = size("CosineAnnealingLR", "T_max", T_max)
        self.eta_min = number("CosineAnnealingLR", "eta_min", eta_min)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`, from the one before."""
        if self.is_beginning:
            return self.scaled(1.0)
        t, eta_min = self.last_epoch, self.eta_min
        if (t - 1 - self.T_max) % (2 * self.T_max) == 0:  # the rate before is eta_min, which no factor moves
            rise = (1 - math.cos(math.pi / self.T_max)) / 2
            return [
                lr + (base - eta_min) * rise for lr, base in zip(self.rates(), self.base_lrs, strict=True)
            ]
        ratio = (1 + math.cos(math.pi * t / self.T_max)) / (1 + math.cos(math.pi * (t - 1) / self.T_max))
        return [ratio * (lr - eta_min) + eta_min for lr in self.rates()]


class LambdaLR(LRScheduler):
    """η = η₀ f(t), where f is a function of the user's: one for all groups, or a list of one for each.

    ValueError for what is no function, or a list of another length.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = mytorch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: 1 / (1 + t))
    >>> for _ in range(2):
    ...     print(optimizer.lr)
    ...     schedule.step()
    1.0
    0.5
    """

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]],
        last_epoch: int = -1,
    ) -> None:
        groups = len(optimizer.param_groups) if isinstance(optimizer, Optimizer) else 1
        self.lr_lambdas: list[Any] = (
            list(lr_lambda) if isinstance(lr_lambda, list | tuple) else [lr_lambda] * groups
        )
        if len(self.lr_lambdas) != groups or not all(map(callable, self.lr_lambdas)):
            raise ValueError(
                f"LambdaLR expects a function of t, or {groups} of them; got {shown(lr_lambda)}."
            )
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        self.rates()
        return [f(self.last_epoch) * lr for f, lr in zip(self.lr_lambdas, self.base_lrs, strict=True)]
