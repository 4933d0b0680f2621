"""The one-cycle schedule   (Smith and Topin 2018)."""

import math
from typing import Any, NamedTuple

from mytorch.arguments import choice, flag, number, size, whole
from mytorch.optim.lr_scheduler.scheduler import LRScheduler, a_value_each, above_0
from mytorch.optim.optimizer import Optimizer

__all__ = ["OneCycleLR"]


class _Phase(NamedTuple):
    end: float  # the step at which it ends
    rates: tuple[str, str]  # names of the rate at its start and at its end
    momentums: tuple[str, str]


class OneCycleLR(LRScheduler):
    """The rate goes up to max_lr, and down to nearly 0, once; the momentum goes the other way.

    Call `step` after each step of the optimizer, not after each epoch. The rate rises from max_lr /
    div_factor to max_lr in the first pct_start of the total_steps, and falls to max_lr / div_factor /
    final_div_factor in the rest. With three_phase it first falls back to where it began, in as many steps as
    it rose, and then to the last value. It follows half a cosine, or a line (anneal_strategy="linear").

    total_steps: the number of steps; by default epochs * steps_per_epoch.
    max_lr, base_momentum, max_momentum: a number, or a list of one for each group.
    cycle_momentum: `momentum`, or the first of `betas`, goes from max_momentum down to base_momentum and up
        again. ValueError where the optimizer has neither.

    Smith and Topin 2018; the cosine and the two phases are PyTorch's.

    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)
    >>> schedule = mytorch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=5, pct_start=0.4)
    >>> for _ in range(5):
    ...     print(round(optimizer.lr, 4))
    ...     schedule.step()
    0.04
    1.0
    0.75
    0.25
    0.0
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = optimizer
        groups = len(self.rates())
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueError("OneCycleLR expects total_steps, or epochs and steps_per_epoch.")
            total_steps = size("OneCycleLR", "epochs", epochs) * size(
                "OneCycleLR", "steps_per_epoch", steps_per_epoch
            )
        self.total_steps = size("OneCycleLR", "total_steps", total_steps)
        self.anneal_strategy = choice("OneCycleLR", "anneal_strategy", anneal_strategy, ("cos", "linear"))
        self._phases = _phases(
            self.total_steps,
            number("OneCycleLR", "pct_start", pct_start, most=1),
            flag("OneCycleLR", "three_phase", three_phase),
        )
        high = a_value_each("OneCycleLR", "max_lr", max_lr, groups)
        first = [lr / above_0("OneCycleLR", "div_factor", div_factor) for lr in high]
        last = [lr / above_0("OneCycleLR", "final_div_factor", final_div_factor) for lr in first]
        self._values = {"first": first, "high": high, "last": last}
        self._momentum = (
            self._momentum_name() if flag("OneCycleLR", "cycle_momentum", cycle_momentum) else None
        )
        if self._momentum:
            self._values["weak"] = a_value_each("OneCycleLR", "base_momentum", base_momentum, groups)
            self._values["strong"] = a_value_each("OneCycleLR", "max_momentum", max_momentum, groups)
        if whole("OneCycleLR", "last_epoch", last_epoch, least=-1) == -1:
            for group, lr in zip(self.groups, first, strict=True):
                group["initial_lr"] = lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`, the number of the step."""
        return self._at(self.last_epoch, "rates")

    def set_rates(self, rates: Any) -> None:
        """Give the groups these rates, and the momentum of the step."""
        momentums = self._at(self.last_epoch, "momentums") if self._momentum else []
        super().set_rates(rates)
        for group, momentum in zip(self.groups, momentums, strict=False):
            if self._momentum == "betas":
                group["betas"] = (momentum, *group["betas"][1:])
            else:
                group["momentum"] = momentum

    def _at(self, t: int, what: str) -> list[float]:
        """The rates, or the momentums, of the groups at step t."""
        if t > self.total_steps:
            raise ValueError(f"OneCycleLR has {self.total_steps} steps, and was asked for step {t}.")
        start, number_of_last = 0.0, len(self._phases) - 1
        for i, phase in enumerate(self._phases):
            if t <= phase.end or i == number_of_last:
                break
            start = phase.end
        share = (t - start) / (phase.end - start) if phase.end > start else 1.0
        first, last = (self._values[name] for name in getattr(phase, what))
        return [self._between(a, b, share) for a, b in zip(first, last, strict=True)]

    def _between(self, a: float, b: float, share: float) -> float:
        """From a, at a share of 0, to b, at 1.

        A loop calls `step` once more after the last step of the optimizer. The line ends at b then; PyTorch's
        goes on, to a learning rate below 0.
        """
        if self.anneal_strategy == "linear":
            return (b - a) * min(share, 1.0) + a
        return b + (a - b) / 2.0 * (1 + math.cos(math.pi * share))

    def _momentum_name(self) -> str:
        for name in ("betas", "momentum"):
            if all(name in group for group in self.groups):
                return name
        raise ValueError(
            f"{type(self.optimizer).__name__} has neither momentum nor betas; pass cycle_momentum=False."
        )


def _phases(total: int, pct_start: float, three: bool) -> list[_Phase]:
    up = pct_start * total - 1
    rise = _Phase(up, ("first", "high"), ("strong", "weak"))
    if not three:
        return [rise, _Phase(total - 1, ("high", "last"), ("weak", "strong"))]
    fall = _Phase(2 * pct_start * total - 2, ("high", "first"), ("weak", "strong"))
    return [rise, fall, _Phase(total - 1, ("first", "last"), ("strong", "strong"))]
