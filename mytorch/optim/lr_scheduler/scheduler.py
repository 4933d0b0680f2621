"""LRScheduler: the base class of schedules of the learning rate."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from mytorch.arguments import number, whole
from mytorch.errors import shown
from mytorch.optim.optimizer import Optimizer

__all__ = ["LRScheduler", "a_value_each", "above_0", "loaded", "real"]


class LRScheduler:
    """Sets the learning rate of each group of an optimizer; a subclass defines `get_lr`.

    The number of the epoch, `last_epoch`, is 0 at first; `step` adds 1. `base_lrs` are the rates at the
    start; each group also has its own as "initial_lr".

    As in PyTorch, most schedules multiply the present rate by a factor. So several schedules can be stepped
    together, and the schedule continues from a rate that was assigned in between.

    last_epoch: -1 to start; or the epoch after which to continue with an optimizer whose groups have an
        "initial_lr". It is simpler to make the schedule as at the start, and then to load both states, of
        the schedule and of the optimizer. KeyError where a group has none.

    >>> class Halved(mytorch.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [lr / 2**self.last_epoch for lr in self.base_lrs]
    >>> optimizer = mytorch.optim.SGD([mytorch.zeros(1, requires_grad=True)], lr=1.0)
    >>> schedule = Halved(optimizer)
    >>> for _ in range(3):
    ...     print(optimizer.lr)
    ...     schedule.step()
    1.0
    0.5
    0.25
    """

    state_names: Sequence[str] = ("last_epoch", "base_lrs", "last_lr")

    is_beginning = False  # whether the rates are those of the first epoch
    base_lrs: list[float]
    last_epoch: int
    last_lr: list[float]

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        last_epoch = whole(type(self).__name__, "last_epoch", last_epoch, least=-1)
        self.optimizer = optimizer
        for group, lr in zip(self.groups, self.rates(), strict=True):
            if last_epoch == -1:
                group.setdefault("initial_lr", lr)
            elif "initial_lr" not in group:
                raise KeyError(
                    f"{type(self).__name__} goes on from epoch {last_epoch} where the groups have "
                    "an 'initial_lr'. Load the optimizer's state first."
                )
        self.base_lrs = [group["initial_lr"] for group in self.groups]
        self.begin(last_epoch + 1)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The groups of the optimizer. TypeError if there is no optimizer."""
        if not isinstance(self.optimizer, Optimizer):
            raise TypeError(
                f"{type(self).__name__} expects an Optimizer, as SGD(…); got {shown(self.optimizer)}."
            )
        return self.optimizer.param_groups

    def rates(self) -> list[float]:
        """The present learning rate of each group. TypeError or ValueError if one is not a valid number."""
        return [number(type(self).__name__, "lr", group.get("lr")) for group in self.groups]

    def check_groups(self) -> None:
        """ValueError if the optimizer has got more groups since the schedule was made."""
        if len(self.groups) != len(self.last_lr):
            raise ValueError(
                f"{type(self).__name__} was made for {len(self.last_lr)} groups, and the optimizer has "
                f"{len(self.groups)} now. Make the schedule after the last group."
            )

    def begin(self, epoch: int = 0) -> None:
        """Start at this epoch, with the present rates."""
        self.last_epoch = epoch
        self.is_beginning = True
        self.set_rates(self.get_lr())
        self.is_beginning = False

    def restart(self) -> None:
        """Start again at epoch 0, with the rates of the start."""
        self.set_rates(self.base_lrs)
        self.begin()

    def step(self) -> None:
        """Go to the next epoch. Call it after the steps of the optimizer. An error changes nothing."""
        self.check_groups()
        self.last_epoch += 1
        try:
            self.set_rates(self.get_lr())
        except BaseException:
            self.last_epoch -= 1
            raise

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        raise NotImplementedError(f"{type(self).__name__} has no get_lr method.")

    def get_last_lr(self) -> list[float]:
        """The learning rates that were set last, one for each group."""
        return list(self.last_lr)

    def scaled(self, factor: float) -> list[float]:
        """The present rates times a factor."""
        return [lr * factor for lr in self.rates()]

    def set_rates(self, rates: Sequence[float]) -> None:
        """Set the rates of the groups. TypeError or ValueError, and no change, if one is invalid."""
        if len(rates) != len(self.groups):
            raise ValueError(f"{type(self).__name__} gave {len(rates)} rates for {len(self.groups)} groups.")
        checked = [number(type(self).__name__, "the learning rate", lr) for lr in rates]
        for group, lr in zip(self.groups, checked, strict=True):
            group["lr"] = lr
        self.last_lr = checked

    # ---- state ---------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """The state as numbers and lists of numbers. The rates of the groups are in the optimizer's state."""
        state = {}
        for name in self.state_names:
            value = getattr(self, name)
            state["_last_lr" if name == "last_lr" else name] = (
                list(value) if isinstance(value, list) else value
            )
        return state

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Continue from a state_dict, of this library or of PyTorch; the settings do not change.

        KeyError, TypeError or ValueError, and no change, if something is missing or has another form.
        """
        new = {}
        for name in self.state_names:
            called = "_last_lr" if name == "last_lr" else name
            new[name] = loaded(type(self).__name__, called, state_dict, getattr(self, name))
        vars(self).update(new)


def loaded(owner: str, name: str, state: Any, old: Any) -> Any:
    """Check the value of this name in a state: a number, or a list of the same length as the old one."""
    if not isinstance(state, Mapping):
        raise TypeError(f"load_state_dict expects a dict as state_dict() gives it; got {shown(state)}.")
    if name not in state:
        raise KeyError(f"the state of {owner} has no {name!r}.")
    value = state[name]
    if isinstance(old, list):
        if not isinstance(value, list) or len(value) != len(old):
            raise ValueError(f"{owner} expects {len(old)} numbers as {name!r}; the state has {shown(value)}.")
        return [real(owner, name, one) for one in value]
    if isinstance(old, int):  # the last epoch may be -1, of a schedule that has not begun
        return whole(owner, name, value, least=-1 if name == "last_epoch" else 0)
    return real(owner, name, value, finite=False)


def real(owner: str, name: str, value: Any, finite: bool = True) -> float:
    """Check a number of any sign. It may be infinite or NaN if `finite` is False."""
    if not finite and isinstance(value, float):
        return value
    return (
        -number(owner, name, -value) if isinstance(value, float) and value < 0 else number(owner, name, value)
    )


def above_0(owner: str, name: str, value: Any, most: float = sys.float_info.max) -> float:
    """Check a number above 0. TypeError or ValueError."""
    if (value := number(owner, name, value, most)) == 0:
        raise ValueError(f"{owner} expects {name} above 0; got 0.")
    return value


def a_value_each(owner: str, name: str, value: Any, groups: int) -> list[float]:
    """A number from 0 for each group: the same for all, or from a list with one for each."""
    if isinstance(value, list | tuple):
        if len(value) != groups:
            raise ValueError(f"{owner} expects {groups} numbers for {name}, one a group; got {len(value)}.")
        return [number(owner, f"{name}[{i}]", one) for i, one in enumerate(value)]
    return [number(owner, name, value)] * groups
