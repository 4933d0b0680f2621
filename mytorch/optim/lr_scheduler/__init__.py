"""Schedules: they change the learning rate from epoch to epoch, or from step to step.

>>> optimizer = SGD(model.parameters(), lr=0.1)
>>> schedule = StepLR(optimizer, step_size=30)
>>> for epoch in range(90):
...     train_one_epoch(model, optimizer)
...     schedule.step()  # after the steps of the optimizer
"""

from mytorch.optim.lr_scheduler.by_epoch import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    StepLR,
)
from mytorch.optim.lr_scheduler.one_cycle import OneCycleLR
from mytorch.optim.lr_scheduler.plateau import ReduceLROnPlateau
from mytorch.optim.lr_scheduler.scheduler import LRScheduler
from mytorch.optim.lr_scheduler.sequential import SequentialLR

__all__ = [
    "ConstantLR",
    "CosineAnnealingLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "OneCycleLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
