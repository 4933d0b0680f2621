"""Schedules: they change the learning rate from epoch to epoch, or from step to step.

>>> model = mytorch.nn.Linear(2, 1)
>>> optimizer = mytorch.optim.SGD(model.parameters(), lr=1.0)
>>> schedule = StepLR(optimizer, step_size=30, gamma=0.5)
>>> for epoch in range(90):  # in each, first the steps of the optimizer
...     schedule.step()
>>> optimizer.lr
0.125
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
