"""Optimizers and schedules of the learning rate, by the names that a job has for them."""

from collections.abc import Iterable
from typing import NamedTuple

from mytorch.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop
from mytorch.optim.lr_scheduler import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, StepLR
from mytorch.tensor import Tensor

__all__ = ["Schedule", "make_optimizer"]

FALLS, FACTOR = 3, 0.1  # "step": the rate is a tenth after each third of the epochs
PATIENCE, SOFTLY = 2, 0.3  # "plateau": 0.3 of the rate after more than two epochs that are no better


def make_optimizer(
    name: str, parameters: Iterable[Tensor], lr: float, momentum: float, weight_decay: float
) -> Optimizer:
    """The optimizer of that name; only sgd and rmsprop use momentum.

    SGD has PyTorch's momentum rule, by which a changed learning rate acts at once.
    """
    params = list(parameters)
    if name == "sgd":
        return SGD(params, lr, momentum, weight_decay=weight_decay, momentum_rule="pytorch")
    if name == "rmsprop":
        return RMSprop(params, lr, momentum=momentum, weight_decay=weight_decay)
    classes = {"adam": Adam, "adamw": AdamW, "adagrad": Adagrad}
    return classes[name](params, lr, weight_decay=weight_decay)


class _Kinds(NamedTuple):
    """The two kinds of schedules: what is told each step, and what is told each epoch's validation loss."""

    by_step: CosineAnnealingLR | OneCycleLR | None = None
    by_epoch: StepLR | ReduceLROnPlateau | None = None


class Schedule:
    """How the learning rate changes in a run: "none", "step", "cosine", "onecycle" or "plateau".

    Cosine and onecycle change it after each step of the optimizer, and end near 0; the momentum stays.
    """

    def __init__(self, name: str, optimizer: Optimizer, lr: float, epochs: int, steps: int) -> None:
        """epochs: of the run. steps: in an epoch."""
        if name == "cosine":
            self._kinds = _Kinds(by_step=CosineAnnealingLR(optimizer, T_max=epochs * steps))
        elif name == "onecycle":
            cycle = OneCycleLR(optimizer, max_lr=lr, total_steps=epochs * steps + 1, cycle_momentum=False)
            self._kinds = _Kinds(by_step=cycle)
        elif name == "step":
            size = max(1, -(-epochs // FALLS))
            self._kinds = _Kinds(by_epoch=StepLR(optimizer, step_size=size, gamma=FACTOR))
        elif name == "plateau":
            falls = ReduceLROnPlateau(optimizer, mode="min", factor=SOFTLY, patience=PATIENCE)
            self._kinds = _Kinds(by_epoch=falls)
        else:
            self._kinds = _Kinds()

    def after_step(self) -> None:
        """A step of the optimizer was made."""
        if self._kinds.by_step:
            self._kinds.by_step.step()

    def after_epoch(self, validation_loss: float) -> None:
        """An epoch is over."""
        if isinstance(self._kinds.by_epoch, ReduceLROnPlateau):
            self._kinds.by_epoch.step(validation_loss)
        elif self._kinds.by_epoch:
            self._kinds.by_epoch.step()
