"""Schedules one after another."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from mytorch.checks import whole
from mytorch.errors import shown
from mytorch.optim.lr_scheduler.plateau import ReduceLROnPlateau
from mytorch.optim.lr_scheduler.scheduler import LRScheduler
from mytorch.optim.optimizer import Optimizer

__all__ = ["SequentialLR"]


class SequentialLR(LRScheduler):
    """Uses the first schedule up to the first milestone; there the next schedule starts at its epoch 0.

    A warm-up: SequentialLR(optimizer, [LinearLR(optimizer), CosineAnnealingLR(optimizer, 95)], [5]).
    TypeError for what are no schedules, ValueError for those of another optimizer, and unless there is one
    milestone between each two, in order.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> warm_up = mytorch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.25, total_iters=2)
    >>> later = mytorch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    >>> schedule = mytorch.optim.lr_scheduler.SequentialLR(optimizer, [warm_up, later], milestones=[2])
    >>> for _ in range(4):
    ...     print(optimizer.lr)
    ...     schedule.step()
    0.25
    0.25
    1.0
    0.5
    """

    state_names = ("last_epoch", "last_lr")

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:
        last_epoch = whole("SequentialLR", "last_epoch", last_epoch, least=-1)
        self.optimizer = optimizer
        self.rates()
        for name, value in (("schedulers", schedulers), ("milestones", milestones)):
            if not isinstance(value, list | tuple):
                raise TypeError(f"SequentialLR expects a list of {name}; got {shown(value)}.")
        self.schedulers = list(schedulers)
        for i, scheduler in enumerate(self.schedulers):
            if not isinstance(scheduler, LRScheduler) or isinstance(scheduler, ReduceLROnPlateau):
                raise TypeError(f"SequentialLR cannot step its schedule {i}, {shown(scheduler)}.")
            if scheduler.optimizer is not optimizer:
                raise ValueError(
                    f"SequentialLR expects schedules of its own optimizer; number {i} has another."
                )
        self.milestones = [whole("SequentialLR", "milestones", one, least=0) for one in milestones]
        if len(self.schedulers) != len(self.milestones) + 1 or self.milestones != sorted(self.milestones):
            raise ValueError(
                "SequentialLR expects a milestone between each two schedules, in order; got "
                f"{len(self.schedulers)} schedules and milestones {self.milestones}."
            )
        self.base_lrs = [group["initial_lr"] for group in self.groups]
        for group, lr in zip(self.groups, self.base_lrs, strict=True):
            group["lr"] = lr
        self.begin(last_epoch + 1)

    def begin(self, epoch: int = 0) -> None:
        """Start at this epoch, with the first schedule."""
        self.last_epoch = epoch
        first = self.schedulers[bisect_right(self.milestones, 0)]
        first.begin()
        self.last_lr = first.get_last_lr()

    def step(self) -> None:
        """Go to the next epoch. Call it after the steps of the optimizer."""
        now = self.last_epoch + 1
        place = bisect_right(self.milestones, now)
        scheduler = self.schedulers[place]
        if place and self.milestones[place - 1] == now:
            scheduler.restart()
        else:
            scheduler.step()
        self.last_epoch, self.last_lr = now, scheduler.get_last_lr()

    def state_dict(self) -> dict[str, Any]:
        """The state, with the states of the schedules."""
        return super().state_dict() | {"_schedulers": [one.state_dict() for one in self.schedulers]}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Continue from a state_dict. ValueError for that of other schedules; an error changes nothing."""
        states = state_dict.get("_schedulers") if isinstance(state_dict, Mapping) else None
        if not isinstance(states, list) or len(states) != len(self.schedulers):
            raise ValueError(
                f"SequentialLR expects a state with those of its {len(self.schedulers)} schedules; got "
                f"{shown(state_dict)}."
            )
        before = super().state_dict(), [one.state_dict() for one in self.schedulers]
        try:
            for scheduler, state in zip(self.schedulers, states, strict=True):
                scheduler.load_state_dict(state)
            super().load_state_dict(state_dict)
        except (KeyError, TypeError, ValueError):
            super().load_state_dict(before[0])
            for scheduler, state in zip(self.schedulers, before[1], strict=True):
                scheduler.load_state_dict(state)
            raise
